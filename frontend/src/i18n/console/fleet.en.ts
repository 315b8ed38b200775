export const en = {
  fleet: "Fleet",
  overview: "Overview",
};
