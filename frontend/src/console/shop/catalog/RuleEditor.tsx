import { Plus, X } from "lucide-react";
import { useId } from "react";
import type { Rule } from "../../../api/generated";
import { Choose } from "../kit/fields";
import { useAttributeList, useBrandList, useCategoryList, useCurrency } from "../kit/lookups";
import { parseAmount, words as split, typedAmount } from "../kit/parse";
import { CONDITIONS, type Condition, type ConditionKind, condition, type FlatRule, type Match } from "./rule";
import { useCatalogText } from "./text";

interface EditorProps {
  rule: FlatRule;
  onChange: (rule: FlatRule) => void;
}

export function RuleEditor({ rule, onChange }: EditorProps) {
  const text = useCatalogText();
  const id = useId();
  const matches: [Match, string][] = [
    ["all", text.matchAll],
    ["any", text.matchAny],
    ["none", text.matchNone],
  ];
  const put = (changed: Condition) =>
    onChange({ ...rule, conditions: rule.conditions.map((one) => (one.id === changed.id ? changed : one)) });
  return (
    <div className="space-y-3">
      <p className="text-muted">{text.ruleLead}</p>
      <div className="max-w-60">
        <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
          {text.match}
        </label>
        <select
          id={id}
          className="input"
          value={rule.match}
          onChange={(event) => onChange({ ...rule, match: event.target.value as Match })}
        >
          {matches.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <ul className="space-y-3">
        {rule.conditions.map((one) => (
          <li key={one.id} className="rounded-xl border border-line p-3">
            <div className="mb-3 flex gap-2">
              <select
                aria-label={text.condition}
                className="input"
                value={one.kind}
                onChange={(event) => put({ ...one, kind: event.target.value as ConditionKind })}
              >
                {CONDITIONS.map((kind) => (
                  <option key={kind} value={kind}>
                    {text.conditions[kind]}
                  </option>
                ))}
              </select>
              <button
                type="button"
                className="icon-btn"
                aria-label={text.removeCondition}
                onClick={() =>
                  onChange({ ...rule, conditions: rule.conditions.filter((other) => other.id !== one.id) })
                }
              >
                <X aria-hidden className="size-4" />
              </button>
            </div>
            <Value kind={one.kind} rule={one.rule} onChange={(changed) => put({ ...one, rule: changed })} />
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="btn-quiet"
        onClick={() => onChange({ ...rule, conditions: [...rule.conditions, condition("tags")] })}
      >
        <Plus aria-hidden className="size-4" />
        {text.addCondition}
      </button>
    </div>
  );
}

interface ValueProps {
  kind: ConditionKind;
  rule: Rule;
  onChange: (rule: Rule) => void;
}

function Value({ kind, rule, onChange }: ValueProps) {
  const text = useCatalogText();
  const { data: brands = [] } = useBrandList();
  const { data: categories = [] } = useCategoryList();
  switch (kind) {
    case "tags":
      return (
        <Words
          label={text.conditions.tags}
          words={rule.tags ?? []}
          onChange={(tags) => onChange({ ...rule, tags })}
        />
      );
    case "brand_ids":
      return (
        <Choose
          label={text.brands}
          choices={brands.map((one) => ({ value: one.id, label: one.name, words: one.name }))}
          chosen={rule.brand_ids ?? []}
          onChange={(brand_ids) => onChange({ ...rule, brand_ids })}
        />
      );
    case "category_ids":
      return (
        <Choose
          label={text.categories}
          choices={categories.map((one) => ({ value: one.id, label: one.path, words: one.path }))}
          chosen={rule.category_ids ?? []}
          onChange={(category_ids) => onChange({ ...rule, category_ids })}
        />
      );
    case "price":
      return <Price rule={rule} onChange={onChange} />;
    case "attribute":
      return <AttributeValue rule={rule} onChange={onChange} />;
  }
}

function Price({ rule, onChange }: Omit<ValueProps, "kind">) {
  const text = useCatalogText();
  const currency = useCurrency();
  const put = (bound: "min_minor" | "max_minor", typed: string) => {
    const minor = parseAmount(typed, currency);
    onChange({ ...rule, price: { ...rule.price, [bound]: minor === null || minor < 0 ? undefined : minor } });
  };
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {(["min_minor", "max_minor"] as const).map((bound) => (
        <label key={bound} className="block">
          <span className="mb-1.5 block font-medium">
            {bound === "min_minor" ? text.atLeast : text.atMost} ({currency})
          </span>
          <input
            className="input"
            inputMode="decimal"
            defaultValue={typedAmount(rule.price?.[bound], currency)}
            onChange={(event) => put(bound, event.target.value)}
          />
        </label>
      ))}
    </div>
  );
}

function AttributeValue({ rule, onChange }: Omit<ValueProps, "kind">) {
  const text = useCatalogText();
  const { data: attributes = [] } = useAttributeList();
  const chosen = attributes.find((one) => one.code === rule.attribute?.code);
  const put = (more: Partial<NonNullable<Rule["attribute"]>>) =>
    onChange({ ...rule, attribute: { code: rule.attribute?.code ?? "", ...rule.attribute, ...more } });
  const number = (typed: string) => {
    const value = Number(typed.replace(",", "."));
    return typed === "" || Number.isNaN(value) ? undefined : value;
  };
  return (
    <div className="space-y-3">
      <select
        aria-label={text.attribute}
        className="input"
        value={rule.attribute?.code ?? ""}
        // What was chosen of one attribute means nothing for another.
        onChange={(event) => onChange({ ...rule, attribute: { code: event.target.value } })}
      >
        <option value="">–</option>
        {attributes.map((one) => (
          <option key={one.id} value={one.code}>
            {one.name}
          </option>
        ))}
      </select>
      {chosen?.kind === "choice" && (
        <Choose
          label={text.values}
          choices={chosen.choices.map((one) => ({ value: one.code, label: one.label, words: one.label }))}
          chosen={rule.attribute?.values ?? []}
          onChange={(values) => put({ values })}
        />
      )}
      {chosen?.kind === "boolean" && (
        <Words
          label={text.values}
          hint={text.valuesHint}
          words={rule.attribute?.values ?? []}
          onChange={(values) => put({ values })}
        />
      )}
      {chosen?.kind === "number" && (
        <div className="grid gap-3 sm:grid-cols-2">
          <label className="block">
            <span className="mb-1.5 block font-medium">{text.atLeast}</span>
            <input
              className="input"
              inputMode="decimal"
              defaultValue={rule.attribute?.min}
              onChange={(event) => put({ min: number(event.target.value) })}
            />
          </label>
          <label className="block">
            <span className="mb-1.5 block font-medium">{text.atMost}</span>
            <input
              className="input"
              inputMode="decimal"
              defaultValue={rule.attribute?.max}
              onChange={(event) => put({ max: number(event.target.value) })}
            />
          </label>
        </div>
      )}
    </div>
  );
}

interface WordsProps {
  label: string;
  hint?: string;
  words: string[];
  onChange: (words: string[]) => void;
}

function Words({ label, hint, words, onChange }: WordsProps) {
  return (
    <label className="block">
      <span className="mb-1.5 block font-medium">{label}</span>
      <input
        className="input"
        defaultValue={words.join(", ")}
        autoCapitalize="none"
        onChange={(event) => onChange(split(event.target.value))}
      />
      {hint && <span className="mt-1.5 block text-muted">{hint}</span>}
    </label>
  );
}
