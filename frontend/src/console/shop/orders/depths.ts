/** How far from its beginning each entry of a timeline stands. An entry comes after what led to it. */
export function depths(items: { id: string; parent?: string }[]): Map<string, number> {
  const depth = new Map<string, number>();
  for (const { id, parent } of items) {
    const above = parent === undefined ? undefined : depth.get(parent);
    depth.set(id, above === undefined ? 0 : above + 1);
  }
  return depth;
}
