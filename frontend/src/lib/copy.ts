/** Whether it is in the clipboard: not every browser lets pages write there, and none does without HTTPS. */
export async function copyText(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return false;
  }
}
