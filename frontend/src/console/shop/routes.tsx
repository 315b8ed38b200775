import type { Half } from "../halves";
import { useShopNav } from "./nav";

const text = useShopNav.now;

/** Orders, products and everything else that the shop is run with. */
export const shop: Half = {
  path: "shop",
  label: () => text().shop,
  groups: [],
};
