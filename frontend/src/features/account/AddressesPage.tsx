import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MapPin, Plus } from "lucide-react";
import { useState } from "react";
import type { SavedAddress } from "../../api/generated";
import { addMyAddress, deleteMyAddress, replaceMyAddress } from "../../api/generated";
import {
  listMyAddressesOptions,
  listMyAddressesQueryKey,
} from "../../api/generated/@tanstack/react-query.gen";
import { Checkbox, Form, FormNotice, Submit, type Values } from "../../components/form";
import { Sheet } from "../../components/Sheet";
import { Empty, ErrorState, Loading } from "../../components/states";
import { toast } from "../../components/toast";
import { useLocale, useMessages } from "../../i18n";
import { countryName } from "../../lib/format";
import { asFailure } from "../../lib/problem";
import { AddressFields } from "../checkout/AddressFields";
import { addressLines, NO_ADDRESS, readAddress, toDraft } from "../checkout/address";

type Editing = { kind: "none" } | { kind: "new" } | { kind: "old"; saved: SavedAddress };

export default function AddressesPage() {
  const text = useMessages().account;
  const book = useQuery(listMyAddressesOptions());
  const [editing, setEditing] = useState<Editing>({ kind: "none" });
  const items = book.data?.items ?? [];
  const add = (
    <button type="button" className="btn-primary" onClick={() => setEditing({ kind: "new" })}>
      <Plus aria-hidden className="size-4" />
      {text.addresses.add}
    </button>
  );
  return (
    <section aria-labelledby="addresses">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="addresses" className="text-xl font-semibold">
          {text.nav.addresses}
        </h2>
        {items.length > 0 && add}
      </div>
      {book.isPending ? (
        <Loading label={text.addresses.loading} className="mt-4 grid gap-3 sm:grid-cols-2">
          <div className="skeleton h-44 rounded-3xl" />
          <div className="skeleton h-44 rounded-3xl" />
        </Loading>
      ) : book.error ? (
        <ErrorState error={book.error} retry={book.refetch} />
      ) : items.length === 0 ? (
        <Empty icon={<MapPin />} title={text.addresses.empty} action={add}>
          {text.addresses.emptyText}
        </Empty>
      ) : (
        <ul className="mt-4 grid gap-3 sm:grid-cols-2">
          {items.map((saved) => (
            <Card key={saved.id} saved={saved} onEdit={() => setEditing({ kind: "old", saved })} />
          ))}
        </ul>
      )}
      <Editor editing={editing} onClose={() => setEditing({ kind: "none" })} />
    </section>
  );
}

function Card({ saved, onEdit }: { saved: SavedAddress; onEdit: () => void }) {
  const text = useMessages().account.addresses;
  const locale = useLocale();
  const queries = useQueryClient();
  const remove = async () => {
    try {
      await deleteMyAddress({ path: { id: saved.id } });
      toast(text.deleted);
      await queries.invalidateQueries({ queryKey: listMyAddressesQueryKey() });
    } catch (error) {
      toast(asFailure(error).detail, { tone: "bad" });
    }
  };
  const badges = [
    saved.default_shipping && text.shippingBadge,
    saved.default_billing && text.billingBadge,
  ].filter(Boolean);
  const [name, ...rest] = addressLines(saved.address, countryName(saved.address.country, locale));
  return (
    <li className="flex flex-col rounded-3xl border border-line bg-surface p-5">
      <div className="flex flex-wrap gap-1.5">
        {badges.map((badge) => (
          <span
            key={String(badge)}
            className="rounded-full bg-accent-soft px-2.5 py-0.5 text-xs font-medium text-accent"
          >
            {badge}
          </span>
        ))}
      </div>
      <address className="mt-2 flex-1 leading-relaxed not-italic">
        <span className="font-medium">{name}</span>
        {rest.map((line) => (
          <span key={line} className="block text-[0.9375rem] text-muted">
            {line}
          </span>
        ))}
      </address>
      <div className="mt-4 flex gap-4 text-sm">
        <button type="button" onClick={onEdit} className="text-link min-h-9">
          {text.edit}
        </button>
        <button type="button" onClick={remove} className="text-link min-h-9 text-danger">
          {text.delete}
        </button>
      </div>
    </li>
  );
}

function Editor({ editing, onClose }: { editing: Editing; onClose: () => void }) {
  const text = useMessages().account;
  return (
    <Sheet
      open={editing.kind !== "none"}
      onClose={onClose}
      title={editing.kind === "old" ? text.addresses.editTitle : text.addresses.newTitle}
      footer={
        <button type="submit" form="address" className="btn-primary w-full">
          {text.save}
        </button>
      }
    >
      {editing.kind !== "none" && <Fields editing={editing} onDone={onClose} />}
    </Sheet>
  );
}

function Fields({ editing, onDone }: { editing: Exclude<Editing, { kind: "none" }>; onDone: () => void }) {
  const text = useMessages().account.addresses;
  const queries = useQueryClient();
  const saved = editing.kind === "old" ? editing.saved : undefined;
  const [draft, setDraft] = useState(saved ? toDraft(saved.address) : NO_ADDRESS);
  const submit = async (values: Values) => {
    const address = readAddress(values, "address");
    if (!address) return;
    const body = {
      address: { ...saved?.address, ...address },
      default_shipping: values.default_shipping === "on",
      default_billing: values.default_billing === "on",
    };
    if (saved) await replaceMyAddress({ path: { id: saved.id }, body });
    else await addMyAddress({ body });
    toast(text.saved);
    await queries.invalidateQueries({ queryKey: listMyAddressesQueryKey() });
    onDone();
  };
  return (
    <Form id="address" onSubmit={submit} className="space-y-4 py-5">
      <AddressFields prefix="address" purpose="shipping" value={draft} onChange={setDraft} />
      <div>
        <Checkbox
          name="default_shipping"
          label={text.shippingDefault}
          defaultChecked={saved?.default_shipping}
        />
        <Checkbox
          name="default_billing"
          label={text.billingDefault}
          defaultChecked={saved?.default_billing}
        />
      </div>
      <FormNotice />
      <span className="hidden">
        <Submit>{text.saved}</Submit>
      </span>
    </Form>
  );
}
