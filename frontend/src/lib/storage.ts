/** Web storage that never throws: it may be full, forbidden, or hold what an older version wrote. */
function kept(storage: () => Storage) {
  return {
    read<T>(key: string): T | null {
      try {
        const text = storage().getItem(`penden.${key}`);
        return text === null ? null : (JSON.parse(text) as T);
      } catch {
        return null;
      }
    },
    write(key: string, value: unknown) {
      try {
        if (value === null || value === undefined) storage().removeItem(`penden.${key}`);
        else storage().setItem(`penden.${key}`, JSON.stringify(value));
      } catch {
        // What cannot be kept is forgotten with the page.
      }
    },
  };
}

/** What belongs to a visit: a guest's cart, drafts, keys of attempts. Never what opens an account, never a card. */
export const visit = kept(() => sessionStorage);
/** What a person prefers, on this device. */
export const device = kept(() => localStorage);
