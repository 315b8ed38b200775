import type { Messages } from ".";
import { account } from "./account.de";
import { buying } from "./buying.de";
import { first } from "./first.de";
import { orders } from "./orders.de";

/** Deutsch. */
export const de: Messages = { ...first, ...buying, ...orders, ...account };
