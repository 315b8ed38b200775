import { Equal } from "lucide-react";
import { useState } from "react";
import type { SynonymGroup } from "../../../api/generated";
import { createSynonyms, deleteSynonyms, listSynonyms, replaceSynonyms } from "../../../api/generated";
import type { Values } from "../../../components/form";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { CreateButton } from "../../components/CreateButton";
import { TextAreaField } from "../../components/fields";
import { useList } from "../../components/useList";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { EditAndDelete } from "../kit/EditAndDelete";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { useRemove } from "../kit/removing";
import { useWords } from "../kit/text";
import { useCatalogText } from "./text";

export default function SynonymsPage() {
  const text = useCatalogText();
  const words = useWords();
  const locale = useLocale();
  const remove = useRemove();
  const list = useList([]);
  const [open, setOpen] = useState<SynonymGroup | "new" | null>(null);
  const groups = usePage("synonyms", list, (cursor, signal) =>
    listSynonyms({ query: { cursor, limit: 50 }, signal }),
  );
  const create = <CreateButton label={text.newSynonyms} onClick={() => setOpen("new")} />;
  const columns: Column<SynonymGroup>[] = [
    { key: "phrases", header: text.phrases, cell: (row) => row.phrases.join(" = ") },
    {
      key: "origin",
      header: text.origin,
      hidden: "phone",
      cell: (row) => (row.found ? text.foundInWares : text.saidByStaff),
    },
    {
      key: "at",
      header: words.created_at,
      align: "right",
      hidden: "phone",
      cell: (row) => formatMoment(row.created_at, locale),
    },
  ];
  return (
    <Page title={text.synonyms} lead={text.synonymsLead} actions={create}>
      <List
        label={text.synonyms}
        list={list}
        query={groups}
        columns={columns}
        rowKey={(row) => row.id}
        empty={{ icon: <Equal />, title: words.nothing, text: text.noSynonyms, action: create }}
        isSmall
        actions={(row) => {
          const name = row.phrases.join(", ");
          const run = () => deleteSynonyms({ path: { id: row.id } });
          return (
            <EditAndDelete name={name} edit={() => setOpen(row)} remove={() => void remove({ name, run })} />
          );
        }}
      />
      <Edit open={open} onClose={() => setOpen(null)} />
    </Page>
  );
}

function Edit({ open, onClose }: { open: SynonymGroup | "new" | null; onClose: () => void }) {
  const text = useCatalogText();
  const words = useWords();
  const send = useSend();
  const group = open === "new" || open === null ? undefined : open;
  const submit = ({ phrases = "" }: Values) => {
    const lines = phrases.split("\n").map((line) => line.trim());
    const body = { phrases: lines.filter((line) => line !== "") };
    return group
      ? send(body, () => replaceSynonyms({ path: { id: group.id }, body }), words.saved)
      : send(body, (headers) => createSynonyms({ body, headers }), words.created);
  };
  return (
    <FormDialog
      open={open !== null}
      onClose={onClose}
      title={group ? text.synonyms : text.newSynonyms}
      submit={group ? words.save : words.create}
      onSubmit={submit}
    >
      <TextAreaField
        name="phrases"
        label={text.phrases}
        hint={text.phrasesHint}
        defaultValue={group?.phrases.join("\n")}
        required
        maxLength={1300}
      />
    </FormDialog>
  );
}
