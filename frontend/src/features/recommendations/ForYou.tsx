import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getRecommendationsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMessages } from "../../i18n";
import { useSession } from "../auth/session";
import { seen } from "../catalog/recent";
import { MOST, Shelf } from "./Shelf";

/** What is picked for whoever is here: by what they bought and looked at, or what many buy. */
export default function ForYou() {
  const text = useMessages().shelf;
  const session = useSession();
  // As it was when the page came: it does not change while one looks at it.
  const [viewed] = useState(seen);
  const products = viewed.map((one) => one.slug).join(",");
  const isKnown = products !== "" || session.status === "customer";
  const { data, error } = useQuery({
    ...getRecommendationsOptions({
      query: { kind: isKnown ? "for_you" : "popular", ...(products && { products }), limit: MOST },
    }),
    enabled: session.status !== "unknown",
  });
  if (error) return null;
  const names = new Map(viewed.map((one) => [one.slug, one.name]));
  const isPersonal = data?.items.some(({ reason }) => ["bought_together", "similar"].includes(reason.code));
  return (
    <Shelf
      title={isKnown && isPersonal !== false ? text.forYou : text.many}
      items={data?.items}
      known={{ names }}
    />
  );
}
