import type { en } from "./fleet.en";

export const de: typeof en = {
  fleet: "Flotte",
  overview: "Übersicht",
};
