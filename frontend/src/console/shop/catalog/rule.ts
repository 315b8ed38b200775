/** Rules of collections as a form shows them: conditions on one level, of which all, one or none must hold. */
import type { Rule } from "../../../api/generated";

export type Match = "all" | "any" | "none";
export const CONDITIONS = ["tags", "brand_ids", "category_ids", "price", "attribute"] as const;
export type ConditionKind = (typeof CONDITIONS)[number];

/** One condition; what of the other kinds is in it does not matter. */
export interface Condition {
  id: number;
  kind: ConditionKind;
  rule: Rule;
}

export interface FlatRule {
  match: Match;
  conditions: Condition[];
}

let count = 0;
export const condition = (kind: ConditionKind, rule: Rule = {}): Condition => {
  count += 1;
  return { id: count, kind, rule };
};

const kindOf = (rule: Rule): ConditionKind | undefined => CONDITIONS.find((kind) => rule[kind] !== undefined);

/** The rule as conditions; `null` for one that is nested deeper. */
export function flat(rule: Rule): FlatRule | null {
  const match = (["all", "any", "none"] as const).find((one) => rule[one] !== undefined);
  const rules = match ? (rule[match] ?? []) : [rule];
  const conditions: Condition[] = [];
  for (const one of rules) {
    const kind = kindOf(one);
    if (!kind) return null;
    conditions.push(condition(kind, one));
  }
  return { match: match ?? "all", conditions };
}

const isFilled = ({ kind, rule }: Condition): boolean => {
  if (kind === "price") return rule.price?.min_minor !== undefined || rule.price?.max_minor !== undefined;
  if (kind === "attribute") return Boolean(rule.attribute?.code);
  return (rule[kind]?.length ?? 0) > 0;
};

/** What is sent; conditions in which nothing stands are left out. `null` when none is left. */
export function toRule({ match, conditions }: FlatRule): Rule | null {
  const rules = conditions.filter(isFilled).map(({ kind, rule }): Rule => ({ [kind]: rule[kind] }));
  return rules.length > 0 ? { [match]: rules } : null;
}
