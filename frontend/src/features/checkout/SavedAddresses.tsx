import type { SavedAddress } from "../../api/generated";
import { useLocale, useMessages } from "../../i18n";
import { countryName } from "../../lib/format";
import { addressLines } from "./address";
import { Choice } from "./Choice";
import type { CheckoutDraft } from "./draft";

interface SavedAddressesProps {
  saved: SavedAddress[];
  used?: SavedAddress;
  change: (part: Partial<CheckoutDraft>) => void;
}

/** The address book, and a way to another address. */
export function SavedAddresses({ saved, used, change }: SavedAddressesProps) {
  const text = useMessages().checkout;
  const locale = useLocale();
  const choices = [
    ...saved.map(({ id, address }) => ({
      id,
      lines: addressLines(address, countryName(address.country, locale)),
    })),
    { id: "new", lines: [text.another] },
  ];
  return (
    <fieldset className="mb-4">
      <legend className="sr-only">{text.saved}</legend>
      <div className="grid gap-2">
        {choices.map((choice) => (
          <Choice
            key={choice.id}
            name="saved_address"
            isOn={(used?.id ?? "new") === choice.id}
            onChoose={() => change({ savedId: choice.id })}
          >
            <span className="font-medium">{choice.lines[0]}</span>
            <span className="block text-sm text-muted">{choice.lines.slice(1).join(", ")}</span>
          </Choice>
        ))}
      </div>
    </fieldset>
  );
}
