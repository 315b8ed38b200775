import { Globe } from "lucide-react";
import { useState } from "react";
import type { ListZonesData, Zone } from "../../../api/generated";
import { createZone, deleteZone, listZones, replaceZone } from "../../../api/generated";
import { Field, type Values } from "../../../components/form";
import { useLocale } from "../../../i18n";
import { countryName } from "../../../lib/format";
import { useMay } from "../../access";
import { CreateButton } from "../../components/CreateButton";
import { FilterBar, TextFilter } from "../../components/FilterBar";
import { TextAreaField } from "../../components/fields";
import { useList } from "../../components/useList";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { EditAndDelete } from "../kit/EditAndDelete";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { words as split } from "../kit/parse";
import { useRemove } from "../kit/removing";
import { useSalesText } from "../kit/salesText";
import { useWords } from "../kit/text";
import { formatPercent } from "../kit/units";
import { readTaxes, writeTaxes } from "./parse";

type Sort = NonNullable<ListZonesData["query"]>["sort"];

export default function ZonesPage() {
  const text = useSalesText();
  const words = useWords();
  const ask = useRemove();
  const mayWrite = useMay("checkout_write");
  const list = useList(["name"]);
  const [open, setOpen] = useState<Zone | "new" | null>(null);
  const zones = usePage("zones", list, (cursor, signal) =>
    listZones({
      query: {
        name: list.get("name") || undefined,
        sort: (list.get("sort") || undefined) as Sort,
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const remove = (zone: Zone) =>
    ask({ name: zone.name, text: text.zoneDelete, run: () => deleteZone({ path: { id: zone.id } }) });
  const create = mayWrite && <CreateButton label={text.newZone} onClick={() => setOpen("new")} />;
  const actions = (zone: Zone) => (
    <EditAndDelete name={zone.name} edit={() => setOpen(zone)} remove={() => void remove(zone)} />
  );
  return (
    <Page title={text.delivery} lead={text.deliveryLead} actions={create}>
      <FilterBar list={list}>
        <TextFilter list={list} name="name" label={words.name} maxLength={100} />
      </FilterBar>
      <List
        label={text.delivery}
        list={list}
        query={zones}
        columns={useColumns()}
        rowKey={(row) => row.id}
        empty={{ icon: <Globe />, title: words.nothing, text: text.noZones, action: create }}
        isSmall
        actions={mayWrite ? actions : undefined}
      />
      <Edit open={open} onClose={() => setOpen(null)} />
    </Page>
  );
}

function useColumns(): Column<Zone>[] {
  const text = useSalesText();
  const words = useWords();
  const locale = useLocale();
  return [
    { key: "name", header: words.name, cell: (row) => row.name },
    {
      key: "countries",
      header: text.countries,
      cell: (row) => (
        <span className="block max-w-md">
          {row.countries.map((code) => countryName(code, locale)).join(", ") || text.everywhere}
          {[...row.regions, ...row.postal_prefixes.map((one) => `${one}…`)].length > 0 && (
            <span className="block text-muted">
              {[...row.regions, ...row.postal_prefixes.map((one) => `${one}…`)].join(", ")}
            </span>
          )}
        </span>
      ),
    },
    {
      key: "taxes",
      header: text.taxes,
      cell: (row) =>
        row.tax_rates.map((rate) => `${rate.tax_class} ${formatPercent(rate.rate_bp, locale)}`).join(", ") ||
        "–",
    },
  ];
}

function Edit({ open, onClose }: { open: Zone | "new" | null; onClose: () => void }) {
  const text = useSalesText();
  const words = useWords();
  const send = useSend();
  const zone = open === "new" || open === null ? undefined : open;
  const submit = (values: Values) => {
    const body = {
      name: values.name ?? "",
      countries: split(values.countries).map((code) => code.toUpperCase()),
      regions: split(values.regions),
      postal_prefixes: split(values.postal_prefixes),
      tax_rates: readTaxes(values.tax_rates ?? ""),
      version: zone?.version,
    };
    return zone
      ? send(body, () => replaceZone({ path: { id: zone.id }, body }), words.saved)
      : send(body, (headers) => createZone({ body, headers }), words.created);
  };
  return (
    <FormDialog
      open={open !== null}
      onClose={onClose}
      title={zone?.name ?? text.newZone}
      submit={zone ? words.save : words.create}
      onSubmit={submit}
    >
      <Field name="name" label={words.name} defaultValue={zone?.name} required maxLength={100} />
      <Field
        name="countries"
        label={text.countries}
        hint={text.countriesHint}
        defaultValue={zone?.countries.join(", ")}
        autoCapitalize="characters"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          name="regions"
          label={text.regions}
          hint={text.regionsHint}
          defaultValue={zone?.regions.join(", ")}
        />
        <Field
          name="postal_prefixes"
          label={text.postal}
          hint={text.postalHint}
          defaultValue={zone?.postal_prefixes.join(", ")}
        />
      </div>
      <TextAreaField
        name="tax_rates"
        label={text.taxes}
        hint={text.taxesHint}
        defaultValue={writeTaxes(zone?.tax_rates ?? [])}
      />
    </FormDialog>
  );
}
