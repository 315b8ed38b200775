import { useEffect, useState } from "react";
import { visit } from "../../lib/storage";
import { type AddressDraft, NO_ADDRESS } from "./address";

/** What has been filled in so far; survives a reload, and never holds a card. */
export interface CheckoutDraft {
  email: string;
  shipping: AddressDraft;
  /** The id of a saved address that is used instead. */
  savedId: string | null;
  sameBilling: boolean;
  billing: AddressDraft;
  /** `method:standard` or `quote:carrier/service`: quotes get new ids each time. */
  delivery: string | null;
  save: boolean;
  /** How to pay. */
  provider: string | null;
}

const EMPTY: CheckoutDraft = {
  email: "",
  shipping: NO_ADDRESS,
  savedId: null,
  sameBilling: true,
  billing: NO_ADDRESS,
  delivery: null,
  save: true,
  provider: null,
};

const KEY = "checkout";

export function useDraft() {
  const [draft, setDraft] = useState<CheckoutDraft>(() => ({
    ...EMPTY,
    ...visit.read<Partial<CheckoutDraft>>(KEY),
  }));
  useEffect(() => visit.write(KEY, draft), [draft]);
  const change = (part: Partial<CheckoutDraft>) => setDraft((before) => ({ ...before, ...part }));
  return [draft, change] as const;
}

export const forgetDraft = () => visit.write(KEY, null);
