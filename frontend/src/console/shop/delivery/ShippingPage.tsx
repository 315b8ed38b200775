import { Truck } from "lucide-react";
import { useState } from "react";
import type {
  ListShippingMethodsData,
  OwnShippingMethod,
  ShippingBasis,
  ShippingMethodRequest,
} from "../../../api/generated";
import {
  createShippingMethod,
  deleteShippingMethod,
  listShippingMethods,
  replaceShippingMethod,
} from "../../../api/generated";
import { Field, SelectField, type Values } from "../../../components/form";
import { useLocale } from "../../../i18n";
import { formatMoney } from "../../../lib/format";
import { useMay } from "../../access";
import { CreateButton } from "../../components/CreateButton";
import { FilterBar, SelectFilter } from "../../components/FilterBar";
import { TextAreaField } from "../../components/fields";
import { StatusPill } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { EditAndDelete } from "../kit/EditAndDelete";
import { AmountField, Choose, Tick, WholeField } from "../kit/fields";
import { type Column, List, usePage } from "../kit/List";
import { useCurrency, useZoneList } from "../kit/lookups";
import { Page } from "../kit/page";
import { amount, optionalAmount, optionalWhole, whole } from "../kit/parse";
import { useRemove } from "../kit/removing";
import { useSalesText } from "../kit/salesText";
import { useWords } from "../kit/text";
import { readBrackets, writeBrackets } from "./parse";

type Sort = NonNullable<ListShippingMethodsData["query"]>["sort"];
type Open = OwnShippingMethod | "new" | null;

export default function ShippingPage() {
  const text = useSalesText();
  const words = useWords();
  const ask = useRemove();
  const mayWrite = useMay("checkout_write");
  const list = useList(["enabled", "basis"]);
  const [open, setOpen] = useState<Open>(null);
  const methods = usePage("shipping-methods", list, (cursor, signal) =>
    listShippingMethods({
      query: {
        enabled: list.get("enabled") ? list.get("enabled") === "true" : undefined,
        basis: (list.get("basis") || undefined) as ShippingBasis | undefined,
        sort: (list.get("sort") || undefined) as Sort,
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const remove = (method: OwnShippingMethod) =>
    ask({ name: method.name, run: () => deleteShippingMethod({ path: { id: method.id } }) });
  const create = mayWrite && <CreateButton label={text.newMethod} onClick={() => setOpen("new")} />;
  const actions = (method: OwnShippingMethod) => (
    <EditAndDelete name={method.name} edit={() => setOpen(method)} remove={() => void remove(method)} />
  );
  return (
    <Page title={text.shipping} lead={text.shippingLead} actions={create}>
      <FilterBar list={list}>
        <SelectFilter
          list={list}
          name="enabled"
          label={words.state}
          options={[
            ["true", text.offered],
            ["false", text.notOffered],
          ]}
        />
        <SelectFilter list={list} name="basis" label={text.basis} options={Object.entries(text.bases)} />
      </FilterBar>
      <List
        label={text.shipping}
        list={list}
        query={methods}
        columns={useColumns()}
        rowKey={(row) => row.id}
        empty={{ icon: <Truck />, title: words.nothing, text: text.noMethods, action: create }}
        isSmall
        actions={mayWrite ? actions : undefined}
      />
      <FormHost key={open === null ? "" : "open"} open={open} onClose={() => setOpen(null)} />
    </Page>
  );
}

function useColumns(): Column<OwnShippingMethod>[] {
  const text = useSalesText();
  const words = useWords();
  const locale = useLocale();
  const currency = useCurrency();
  const { data: zones = [] } = useZoneList();
  const money = (amount_minor: number) => formatMoney({ amount_minor, currency }, locale);
  return [
    {
      key: "name",
      header: words.name,
      cell: (row) => (
        <span>
          {row.name} <code className="text-xs font-normal text-muted">{row.code}</code>
        </span>
      ),
    },
    {
      key: "zones",
      header: text.zones,
      cell: (row) =>
        zones
          .filter((zone) => row.zone_ids.includes(zone.id))
          .map((zone) => zone.name)
          .join(", ") || words.all,
    },
    {
      key: "price",
      header: text.price,
      align: "right",
      cell: (row) => {
        const prices = row.brackets.map((one) => one.price_minor);
        const [low, high] = [Math.min(...prices), Math.max(...prices)];
        return low === high ? money(low) : `${money(low)} – ${money(high)}`;
      },
    },
    {
      key: "free",
      header: text.freeFrom,
      align: "right",
      hidden: "phone",
      cell: (row) => (row.free_from_minor === undefined ? "–" : money(row.free_from_minor)),
    },
    { key: "days", header: text.days, align: "right", cell: (row) => text.dayCount(row.days) },
    {
      key: "enabled",
      header: words.state,
      cell: (row) => (
        <StatusPill tone={row.enabled ? "good" : "quiet"}>
          {row.enabled ? text.offered : text.notOffered}
        </StatusPill>
      ),
    },
  ];
}

function FormHost({ open, onClose }: { open: Open; onClose: () => void }) {
  const text = useSalesText();
  const words = useWords();
  const send = useSend();
  const currency = useCurrency();
  const { data: zones = [] } = useZoneList();
  const method = open === "new" || open === null ? undefined : open;
  const [basis, setBasis] = useState<ShippingBasis>(method?.basis ?? "flat");
  const [zoneIds, setZoneIds] = useState(method?.zone_ids ?? []);
  const submit = (values: Values) => {
    const brackets =
      basis === "flat"
        ? [{ price_minor: amount(values, "price_minor", currency) }]
        : readBrackets(values.brackets ?? "", basis, currency);
    const body: ShippingMethodRequest = {
      code: values.code ?? "",
      name: values.name ?? "",
      zone_ids: zoneIds,
      basis,
      brackets,
      free_from_minor: optionalAmount(values, "free_from_minor", currency),
      days: whole(values, "days"),
      position: optionalWhole(values, "position") ?? 0,
      enabled: values.enabled === "yes",
      version: method?.version,
    };
    return method
      ? send(body, () => replaceShippingMethod({ path: { id: method.id }, body }), words.saved)
      : send(body, (headers) => createShippingMethod({ body, headers }), words.created);
  };
  return (
    <FormDialog
      open={open !== null}
      onClose={onClose}
      title={method?.name ?? text.newMethod}
      submit={method ? words.save : words.create}
      onSubmit={submit}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="name" label={words.name} defaultValue={method?.name} required maxLength={100} />
        <Field
          name="code"
          label={text.methodCode}
          hint={text.methodCodeHint}
          defaultValue={method?.code}
          required
          maxLength={40}
          pattern="[a-z0-9_\-]+"
          autoCapitalize="none"
        />
      </div>
      <Choose
        label={text.zones}
        hint={text.zonesHint}
        choices={zones.map((zone) => ({ value: zone.id, label: zone.name, words: zone.name }))}
        chosen={zoneIds}
        onChange={setZoneIds}
      />
      <SelectField
        name="basis"
        label={text.basis}
        value={basis}
        onChange={(event) => setBasis(event.target.value as ShippingBasis)}
      >
        {Object.entries(text.bases).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      {basis === "flat" ? (
        <AmountField
          name="price_minor"
          label={text.price}
          currency={currency}
          value={method?.brackets[0]?.price_minor}
          required
        />
      ) : (
        <TextAreaField
          name="brackets"
          label={text.brackets}
          hint={basis === "weight" ? text.bracketsWeight : text.bracketsPrice}
          defaultValue={
            method && method.basis === basis ? writeBrackets(method.brackets, basis, currency) : ""
          }
          required
        />
      )}
      <div className="grid gap-4 sm:grid-cols-3">
        <AmountField
          name="free_from_minor"
          label={text.freeFrom}
          currency={currency}
          value={method?.free_from_minor}
        />
        <WholeField name="days" label={text.days} value={method?.days ?? 3} required />
        <WholeField name="position" label={words.position} value={method?.position ?? 0} />
      </div>
      <Tick name="enabled" value="yes" label={text.offered} defaultChecked={method?.enabled ?? true} />
    </FormDialog>
  );
}
