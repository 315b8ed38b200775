/** What a deed changed, field by field. */
export interface Change {
  /** Such as `address.city`. */
  field: string;
  before: unknown;
  after: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Fields that differ; of something that was made or deleted all of them. What is no record is one field without a name. */
export function changes(before: unknown, after: unknown, path = ""): Change[] {
  if (!isRecord(before ?? {}) || !isRecord(after ?? {})) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ field: path, before, after }];
  }
  const [old, now] = [(before ?? {}) as Record<string, unknown>, (after ?? {}) as Record<string, unknown>];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.flatMap((name) => {
    const field = path ? `${path}.${name}` : name;
    const isDeep = isRecord(old[name]) || isRecord(now[name]);
    if (isDeep) return changes(old[name], now[name], field);
    return JSON.stringify(old[name] ?? null) === JSON.stringify(now[name] ?? null)
      ? []
      : [{ field, before: old[name], after: now[name] }];
  });
}

/** A value as it is read. */
export function written(value: unknown): string {
  if (value === undefined || value === null) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
