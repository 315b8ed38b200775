import { account } from "./account.en";
import { buying } from "./buying.en";
import { orders } from "./orders.en";

/** English, what other pages than the first say; fetched with them. */
export const more = { ...buying, ...orders, ...account };
