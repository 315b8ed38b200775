import { textsOf } from "../../i18n/areas";

const en = {
  title: "Write to a person",
  lead: "Somebody of the shop reads it and answers by e-mail.",
  email: "Your e-mail",
  message: "What is it about?",
  along: "Send the talk along",
  alongText: "Then nobody has to ask again what you have said already.",
  send: "Send",
  busy: "Sending …",
  thanks: "Thank you",
  willAnswer: (email: string) => `We have it, and answer to ${email}.`,
  another: "Write another one",
};

const de: typeof en = {
  title: "Einem Menschen schreiben",
  lead: "Jemand aus dem Laden liest es und antwortet per E-Mail.",
  email: "Ihre E-Mail-Adresse",
  message: "Worum geht es?",
  along: "Das Gespräch mitschicken",
  alongText: "Dann muss niemand noch einmal fragen, was Sie schon gesagt haben.",
  send: "Absenden",
  busy: "Wird gesendet …",
  thanks: "Vielen Dank",
  willAnswer: (email) => `Es ist angekommen; wir antworten an ${email}.`,
  another: "Noch etwas schreiben",
};

export const useInquiriesText = textsOf(en, de);
