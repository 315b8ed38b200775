/** The settings are environment variables of the program. */
export function openShop(
  settings: Record<string, string>,
): Promise<{ url: string; close: () => Promise<void> }>;
