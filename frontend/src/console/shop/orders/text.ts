import type { Fulfilment, OrderStatus, PaymentStatus } from "../../../api/generated";
import { de } from "../../../i18n/console/orders.de";
import { en } from "../../../i18n/console/orders.en";
import type { Tone } from "../../components/StatusPill";
import { textsOf } from "../../i18n";

export const useOrderText = textsOf(en, de);

export const ORDER_TONES: Record<OrderStatus, Tone> = {
  awaiting_payment: "wait",
  placed: "busy",
  completed: "good",
  cancelled: "quiet",
  expired: "quiet",
};

export const FULFILMENT_TONES: Record<Fulfilment, Tone> = {
  pending: "wait",
  packed: "busy",
  partly_shipped: "busy",
  shipped: "good",
  delivered: "good",
  cancelled: "quiet",
};

export const PAYMENT_TONES: Record<PaymentStatus, Tone> = {
  created: "wait",
  requires_action: "wait",
  processing: "busy",
  awaiting_money: "wait",
  authorized: "busy",
  captured: "good",
  failed: "bad",
  voided: "quiet",
  unknown: "bad",
};
