import { Field, SelectField } from "../../components/form";
import { useMessages } from "../../i18n";
import type { AddressDraft } from "./address";
import { useCountries } from "./countries";

interface AddressFieldsProps {
  /** Names the fields as the API does: `shipping_address/city`. */
  prefix: string;
  value: AddressDraft;
  onChange: (value: AddressDraft) => void;
  /** For the browser's own memory. */
  purpose: "shipping" | "billing";
}

export function AddressFields({ prefix, value, onChange, purpose }: AddressFieldsProps) {
  const text = useMessages().fields;
  const all = useCountries();
  const field = (name: keyof AddressDraft, complete: string) => ({
    name: `${prefix}/${name}`,
    label: text[name],
    value: value[name],
    autoComplete: `${purpose} ${complete}`,
    maxLength: name === "postal_code" ? 20 : name === "phone" ? 40 : 100,
    onChange: (event: { target: { value: string } }) => onChange({ ...value, [name]: event.target.value }),
  });
  return (
    <div className="grid gap-4 sm:grid-cols-6">
      <Field {...field("name", "name")} required className="sm:col-span-6" />
      <Field {...field("line1", "address-line1")} required className="sm:col-span-4" />
      <Field {...field("line2", "address-line2")} className="sm:col-span-2" />
      <Field {...field("postal_code", "postal-code")} required className="sm:col-span-2" />
      <Field {...field("city", "address-level2")} required className="sm:col-span-4" />
      <SelectField
        name={`${prefix}/country`}
        label={text.country}
        value={value.country}
        autoComplete={`${purpose} country`}
        onChange={(event) => onChange({ ...value, country: event.target.value })}
        className="sm:col-span-3"
      >
        {all.map((country) => (
          <option key={country.code} value={country.code}>
            {country.name}
          </option>
        ))}
      </SelectField>
      <Field {...field("phone", "tel")} type="tel" className="sm:col-span-3" />
    </div>
  );
}
