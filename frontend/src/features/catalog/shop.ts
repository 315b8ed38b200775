import { useQuery } from "@tanstack/react-query";
import { getShopOptions } from "../../api/generated/@tanstack/react-query.gen";

/** What the shop is: its currency, how one pays, when shipping is free. Changes with a deployment only. */
export const useShop = () => useQuery({ ...getShopOptions(), staleTime: Number.POSITIVE_INFINITY });
