import type { Address } from "../../api/generated";
import type { Values } from "../../components/form";

/** An address as it is being written: every field is text. */
export type AddressDraft = Record<keyof Address, string>;

export const NO_ADDRESS: AddressDraft = {
  name: "",
  company: "",
  line1: "",
  line2: "",
  postal_code: "",
  city: "",
  region: "",
  country: "DE",
  phone: "",
};

const REQUIRED = ["name", "line1", "postal_code", "city", "country"] as const;

/** As the API wants it: what is empty is left out. `null` while something that is needed is missing. */
export function toAddress(draft: AddressDraft): Address | null {
  const filled = Object.entries(draft)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== "");
  const address = Object.fromEntries(filled) as Partial<Address>;
  return REQUIRED.every((name) => address[name]) ? (address as Address) : null;
}

export const toDraft = (address: Address): AddressDraft => ({ ...NO_ADDRESS, ...address });

/** The address among a form's values, whose names begin with `prefix/`. */
export function readAddress(values: Values, prefix: string): Address | null {
  const draft = { ...NO_ADDRESS, country: "" };
  for (const name of Object.keys(draft) as (keyof AddressDraft)[])
    draft[name] = values[`${prefix}/${name}`] ?? "";
  return toAddress(draft);
}

/** On one line each, for people. */
export function addressLines(address: Address, country: string): string[] {
  const place = `${address.postal_code} ${address.city}`;
  return [address.name, address.company, address.line1, address.line2, place, address.region, country].filter(
    (line): line is string => Boolean(line),
  );
}
