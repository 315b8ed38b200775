import type { en } from "./drafts.en";

/** Was Modelle entworfen haben, und was das Team daraus macht. */
export const de: typeof en = {
  drafts: "Entwürfe",
  lead: "Von einem Sprachmodell geschrieben. Nichts davon erscheint, bevor es jemand freigibt.",
  none: "Einen Entwurf bestellt man auf der Seite eines Produkts oder einer Bestellung; hier steht er dann.",
  look: "Ansehen",
  approve: "Freigeben",
  reject: "Ablehnen",
  approved: "Es ist veröffentlicht.",
  noted: "Es steht als Notiz bei der Bestellung.",
  rejected: "Es ist beiseitegelegt.",
  madeBy: "Geschrieben von",
  prompt: "Vorlage",
  about: "Worüber",
  product: "Das Produkt",
  order: "Die Bestellung",
  wishes: "Gewünscht",
  failure: "Warum es keinen gibt",
  kinds: { description: "Beschreibung", seo: "Suchmaschinen", attributes: "Merkmale", reply: "Antwort" },
  states: {
    asked: "Wird geschrieben",
    ready: "Zum Ansehen",
    failed: "Misslungen",
    approved: "Freigegeben",
    rejected: "Abgelehnt",
  },
};
