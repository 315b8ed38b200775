import type { en } from "./shop.en";

export const de: typeof en = {
  shop: "Laden",
};
