import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import type {
  Attribute,
  AttributeRequest,
  CatalogNameSort,
  ChoiceRequest,
  Kind,
} from "../../../api/generated";
import { createAttribute, deleteAttribute, listAttributes, updateAttribute } from "../../../api/generated";
import { Field, SelectField, type Values } from "../../../components/form";
import { CreateButton } from "../../components/CreateButton";
import { FilterBar, SelectFilter } from "../../components/FilterBar";
import { TextAreaField } from "../../components/fields";
import { useList } from "../../components/useList";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { EditAndDelete } from "../kit/EditAndDelete";
import { Tick, WholeField } from "../kit/fields";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { changed, optionalWhole, orNothing, orNull, refuse } from "../kit/parse";
import { useRemove } from "../kit/removing";
import { useWords } from "../kit/text";
import { useCatalogText } from "./text";

export default function AttributesPage() {
  const text = useCatalogText();
  const words = useWords();
  const ask = useRemove();
  const list = useList(["kind", "filterable"]);
  const [open, setOpen] = useState<Attribute | "new" | null>(null);
  const attributes = usePage("attributes", list, (cursor, signal) =>
    listAttributes({
      query: {
        kind: (list.get("kind") || undefined) as Kind | undefined,
        filterable: list.get("filterable") ? list.get("filterable") === "true" : undefined,
        sort: (list.get("sort") || undefined) as CatalogNameSort | undefined,
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const remove = (attribute: Attribute) =>
    ask({ name: attribute.name, run: () => deleteAttribute({ path: { attribute_id: attribute.id } }) });
  const create = <CreateButton label={text.newAttribute} onClick={() => setOpen("new")} />;
  const columns: Column<Attribute>[] = [
    {
      key: "name",
      header: words.name,
      sort: { up: "name_asc", down: "name_desc" },
      cell: (row) => (row.unit ? `${row.name} (${row.unit})` : row.name),
    },
    { key: "kind", header: words.kind, cell: (row) => text.kinds[row.kind] },
    {
      key: "choices",
      header: text.choices,
      hidden: "phone",
      cell: (row) => (
        <span className="block max-w-md truncate text-muted">
          {row.choices.map((choice) => choice.label).join(", ") || "–"}
        </span>
      ),
    },
    {
      key: "filterable",
      header: text.isFilterable,
      cell: (row) => (row.filterable ? words.yes : words.no),
    },
  ];
  return (
    <Page title={text.attributes} lead={text.attributesLead} actions={create}>
      <FilterBar list={list}>
        <SelectFilter list={list} name="kind" label={words.kind} options={Object.entries(text.kinds)} />
        <SelectFilter
          list={list}
          name="filterable"
          label={text.isFilterable}
          options={[
            ["true", words.yes],
            ["false", words.no],
          ]}
        />
      </FilterBar>
      <List
        label={text.attributes}
        list={list}
        query={attributes}
        columns={columns}
        rowKey={(row) => row.id}
        sort={{ value: list.get("sort") || "name_asc", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <SlidersHorizontal />, title: words.nothing, text: text.noAttributes, action: create }}
        isSmall
        actions={(row) => (
          <EditAndDelete name={row.name} edit={() => setOpen(row)} remove={() => void remove(row)} />
        )}
      />
      <Edit key={open === null ? "" : "open"} open={open} onClose={() => setOpen(null)} />
    </Page>
  );
}

function Edit({ open, onClose }: { open: Attribute | "new" | null; onClose: () => void }) {
  const text = useCatalogText();
  const words = useWords();
  const send = useSend();
  const attribute = open === "new" || open === null ? undefined : open;
  const [kind, setKind] = useState<Kind>(attribute?.kind ?? "choice");
  const submit = (values: Values) => {
    const choices = kind === "choice" ? readChoices(values.choices ?? "") : undefined;
    const said = {
      name: values.name ?? "",
      position: optionalWhole(values, "position") ?? 0,
      filterable: values.filterable === "yes",
      unit: orNull(values.unit),
      ...(choices && { choices }),
    };
    if (attribute) {
      const body = changed(said, { ...attribute });
      return send(body, () => updateAttribute({ path: { attribute_id: attribute.id }, body }), words.saved);
    }
    const body: AttributeRequest = { ...said, unit: orNothing(values.unit), code: values.code ?? "", kind };
    return send(body, (headers) => createAttribute({ body, headers }), words.created);
  };
  return (
    <FormDialog
      open={open !== null}
      onClose={onClose}
      title={attribute?.name ?? text.newAttribute}
      submit={attribute ? words.save : words.create}
      onSubmit={submit}
    >
      <Field name="name" label={words.name} defaultValue={attribute?.name} required maxLength={100} />
      {!attribute && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            name="code"
            label={text.code}
            hint={text.codeHint}
            required
            maxLength={40}
            pattern="[a-z0-9]+(-[a-z0-9]+)*"
            autoCapitalize="none"
          />
          <SelectField
            name="kind"
            label={words.kind}
            value={kind}
            onChange={(event) => setKind(event.target.value as Kind)}
          >
            {Object.entries(text.kinds).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectField>
        </div>
      )}
      {kind === "choice" && (
        <TextAreaField
          name="choices"
          label={text.choices}
          hint={text.choicesHint}
          defaultValue={attribute?.choices.map((one) => `${one.code}: ${one.label}`).join("\n")}
          rows={6}
          required
        />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        {kind === "number" && (
          <Field name="unit" label={text.unit} defaultValue={attribute?.unit} maxLength={20} />
        )}
        <WholeField name="position" label={words.position} value={attribute?.position ?? 0} />
      </div>
      <Tick
        name="filterable"
        value="yes"
        label={text.filterable}
        defaultChecked={attribute?.filterable ?? true}
      />
    </FormDialog>
  );
}

/** `sand: Sand` in each line. */
export function readChoices(typed: string): ChoiceRequest[] {
  return typed
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => {
      const [, code, label] = /^\s*([^:\s]+)\s*:\s*(.+?)\s*$/.exec(line) ?? [];
      if (!code || !label) refuse("choices", useCatalogText.now().badChoices);
      return { code, label };
    });
}
