export const en = {
  shop: "Shop",
};
