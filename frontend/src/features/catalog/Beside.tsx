import { useState } from "react";
import { useMessages } from "../../i18n";
import { Shelf } from "../recommendations/Shelf";
import { seen } from "./recent";

/** What was looked at before, in this visit. */
export function Recent({ except }: { except: string }) {
  const text = useMessages().product;
  // As it was when the page came: it does not change while one looks at it.
  const [products] = useState(() => seen().filter((one) => one.id !== except));
  return <Shelf title={text.recent} items={products.map((product) => ({ product }))} />;
}
