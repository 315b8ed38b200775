import type { en } from "./inquiries.en";

/** Was die Kundschaft einen Menschen fragt. */
export const de: typeof en = {
  inquiries: "Anfragen",
  lead: "Was die Kundschaft einen Menschen fragt. Per E-Mail beantworten, dann schließen.",
  one: (email) => `Anfrage von ${email}`,
  question: "Frage",
  talk: "Gespräch mit der Assistenz",
  noTalk: "Mit der Assistenz wurde vorher nicht gesprochen, oder es sollte nicht mitgeschickt werden.",
  messages: (count) => (count === 1 ? "1 Nachricht" : `${count} Nachrichten`),
  shopper: "Kundschaft",
  assistant: "Assistenz",
  asked: "Gefragt",
  closedAt: "Geschlossen",
  customer: "Konto",
  guest: "Ohne Konto",
  toCustomer: "Konto ansehen",
  none: "Noch hat niemand etwas gefragt.",
  states: { open: "Offen", closed: "Geschlossen" },
  answer: "Per E-Mail antworten",
  subject: "Ihre Frage",
  close: "Schließen",
  closed: "Sie ist geschlossen.",
  about: "Angaben",
  orders: "Bestellungen unter dieser Adresse",
  ordersOfAccount: "Bestellungen des Kontos",
  noOrders: "Keine. Entworfen wird eine Antwort nur zu einer Bestellung.",
  draftFor: (number) => `Eine Antwort zu ${number} entwerfen lassen`,
  draftsLead:
    "Was entworfen wird, steht bei den Entwürfen und wird zu einer Notiz der Bestellung, wenn es jemand freigibt.",
  toDrafts: "Entwürfe von Antworten",
};
