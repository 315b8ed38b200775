/**
 * What was said to the assistant and by it. The page alone remembers it, and only as long as the visit lasts: the server
 * keeps nothing, and is told again with each question.
 */
import type {
  CartProposal,
  ProductSummary,
  SpokenMessage,
  TalkMoment,
  TalkTrouble,
} from "../../api/generated";
import { visit } from "../../lib/storage";
import { createStore, useStore } from "../../lib/store";

/** Why there is no answer, or not all of it. The last four are the page's own. */
export type Trouble = TalkTrouble | "stopped" | "broken" | "busy" | "offline";

/** Something for the cart, until the shopper presses the button, and after. */
export interface Offer extends CartProposal {
  isTaken?: boolean;
}

/** A question and what came of it. */
export interface Exchange {
  id: string;
  question: string;
  /** So far. */
  answer: string;
  state: "answering" | "done" | Trouble;
  /** Something is being looked up. */
  isLooking?: boolean;
  products: ProductSummary[];
  offers: Offer[];
  /** A person should go on. */
  handsOver?: boolean;
}

interface Talk {
  /** The id of the account that it belongs to; `null` for a guest's. */
  who: string | null;
  exchanges: Exchange[];
}

/** What the API takes, in characters and messages. */
const QUESTION = 2000;
const ANSWER = 4000;
const TOGETHER = 16_000;
const MESSAGES = 20;
const SENT_ALONG = 40;
/** Older ones are forgotten. */
const REMEMBERED = 30;

const NAME = "talk";
const kept = createStore<Talk>(restored());

export const useTalk = () => useStore(kept).exchanges;
export const exchanges = () => kept.get().exchanges;

function restored(): Talk {
  const before = visit.read<Talk>(NAME);
  if (!before || !Array.isArray(before.exchanges)) return { who: null, exchanges: [] };
  // Whoever reloads in the middle of an answer does not get the rest.
  const exchanges = before.exchanges.map((one) =>
    one.state === "answering" ? { ...one, state: "broken" as const, isLooking: false } : one,
  );
  return { ...before, exchanges };
}

function keep(talk: Talk) {
  kept.set(talk);
  visit.write(NAME, talk.exchanges.length > 0 ? talk : null);
}

export const forget = () => keep({ who: kept.get().who, exchanges: [] });

/**
 * A guest's talk goes on when the guest logs in; nobody sees what somebody else has said. Whether it was somebody else's
 * and is forgotten.
 */
export function belongsTo(who: string | null): boolean {
  const before = kept.get();
  if (before.who === who) return false;
  const wasElses = before.who !== null;
  keep({ who, exchanges: wasElses ? [] : before.exchanges });
  return wasElses;
}

export function begin(exchange: Exchange) {
  const { who, exchanges } = kept.get();
  keep({ who, exchanges: [...exchanges, exchange].slice(-REMEMBERED) });
}

export function drop(id: string) {
  const { who, exchanges } = kept.get();
  keep({ who, exchanges: exchanges.filter((one) => one.id !== id) });
}

/** Changes one. While it is being answered the words come by the dozen: what is complete is written down. */
export function change(id: string, how: (exchange: Exchange) => Exchange) {
  const { who, exchanges } = kept.get();
  const next = { who, exchanges: exchanges.map((one) => (one.id === id ? how(one) : one)) };
  if (next.exchanges.some((one) => one.state === "answering")) kept.set(next);
  else keep(next);
}

/** The exchange after another moment of its answer. */
export function after(exchange: Exchange, moment: TalkMoment): Exchange {
  switch (moment.kind) {
    case "text":
      return { ...exchange, isLooking: false, answer: joined(exchange, moment.text ?? "") };
    case "looking":
      return { ...exchange, isLooking: true };
    case "products":
      return { ...exchange, products: moment.products ?? [] };
    case "proposal":
      return moment.proposal
        ? { ...exchange, offers: withOffer(exchange.offers, moment.proposal) }
        : exchange;
    case "hand_over":
      return { ...exchange, handsOver: true };
    case "done":
      return { ...exchange, isLooking: false, state: "done" };
    case "trouble":
      return { ...exchange, isLooking: false, state: moment.trouble ?? "unavailable" };
    default:
      // A newer server may tell more than this page knows.
      return exchange;
  }
}

/** What is offered again is offered as it was said last. */
const withOffer = (offers: Offer[], offer: Offer): Offer[] => [
  ...offers.filter((other) => other.variant_id !== offer.variant_id),
  offer,
];

/** What comes after something was looked up is a paragraph of its own. */
function joined({ answer, isLooking }: Exchange, text: string): string {
  const before = answer.trimEnd();
  return isLooking && before !== "" ? `${before}\n\n${text.trimStart()}` : answer + text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Characters as the server counts them, of which a page may have counted two for one. */
function cut(text: string, most: number): string {
  const characters = [...text.replaceAll(CONTROL, "")];
  return characters.length > most ? characters.slice(0, most).join("") : characters.join("");
}

function spoken(exchanges: Exchange[]): SpokenMessage[] {
  return exchanges
    .flatMap(({ question, answer }): SpokenMessage[] => [
      { from: "shopper", text: cut(question, QUESTION) },
      { from: "assistant", text: cut(answer, ANSWER) },
    ])
    .filter(({ text }) => text.trim() !== "");
}

/** The newest messages that the assistant is told, the question last. */
export function messagesOf(exchanges: Exchange[]): SpokenMessage[] {
  const told: SpokenMessage[] = [];
  let length = 0;
  for (const message of spoken(exchanges).slice(-MESSAGES).reverse()) {
    length += [...message.text].length;
    if (length > TOGETHER) break;
    told.unshift(message);
  }
  return told;
}

/** What a person of the shop gets to read, if the shopper wants it. */
export const transcriptOf = (exchanges: Exchange[]): SpokenMessage[] => spoken(exchanges).slice(-SENT_ALONG);
