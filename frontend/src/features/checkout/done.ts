import type { Order } from "../../api/generated";
import { cartBecame } from "../cart/token";
import { wasPlaced } from "../orders/placed";
import { wasBought } from "../search/outcome";
import { attemptDone } from "./attempt";
import { forgetDraft } from "./draft";

/** An order is placed: what was kept for it is forgotten, and what its pages need is kept. */
export function orderDone(order: Order, isCustomer: boolean) {
  attemptDone("order");
  forgetDraft();
  cartBecame(order.id);
  if (isCustomer) wasPlaced(order.id);
  wasBought(order.lines.map((line) => line.product_id));
}
