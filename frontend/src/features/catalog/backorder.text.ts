import { textsOf } from "../../i18n/areas";

const en = {
  none: "Not in stock, but can be ordered:",
  some: (count: number) => `${count} in stock, the rest can be ordered:`,
  shipsFrom: (day: string) => `ships from ${day}.`,
  shipsLater: "ships as soon as it is here.",
  waits: (count: number) => `${count} of them not in stock:`,
};

const de: typeof en = {
  none: "Nicht auf Lager, aber bestellbar:",
  some: (count) => `${count} auf Lager, der Rest ist bestellbar:`,
  shipsFrom: (day) => `Versand ab ${day}.`,
  shipsLater: "Versand, sobald es da ist.",
  waits: (count) => `${count} davon nicht auf Lager:`,
};

export const useBackorderText = textsOf(en, de);
