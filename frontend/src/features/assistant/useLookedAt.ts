import { useLocation } from "react-router";

/** What the API takes for the slug of a product. */
const PRODUCT = /^\/products\/(?=.{1,80}\/?$)([a-z0-9]+(?:-[a-z0-9]+)*)\/?$/;

/** The slug of the product whose page is open. */
export const useLookedAt = (): string | undefined => PRODUCT.exec(useLocation().pathname)?.[1];
