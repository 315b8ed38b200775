import { Copy, KeyRound } from "lucide-react";
import { useState } from "react";
import type { ApiKey } from "../../../api/generated";
import { createApiKey, listApiKeys, revokeApiKey } from "../../../api/generated";
import { Field } from "../../../components/form";
import { Sheet } from "../../../components/Sheet";
import { toast } from "../../../components/toast";
import { useLocale } from "../../../i18n";
import { copyText } from "../../../lib/copy";
import { formatDate } from "../../../lib/format";
import { refusal } from "../../../lib/problem";
import { useMay, useStaff } from "../../access";
import { CreateButton } from "../../components/CreateButton";
import { confirm } from "../../components/confirm";
import { FilterBar, SelectFilter } from "../../components/FilterBar";
import { StatusPill } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { useNames } from "../../names";
import { useConsoleText } from "../../text";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { Choose, MomentField } from "../kit/fields";
import { type Column, List, ROW_BUTTON, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { moment } from "../kit/parse";
import { usePeopleText } from "../kit/peopleText";
import { useWords } from "../kit/text";

export default function KeysPage() {
  const text = usePeopleText();
  const words = useWords();
  const send = useSend();
  const mayWrite = useMay("api_keys_write");
  const list = useList(["revoked"]);
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<ApiKey | null>(null);
  const keys = usePage("api-keys", list, (cursor, signal) =>
    listApiKeys({
      query: {
        revoked: list.get("revoked") ? list.get("revoked") === "true" : undefined,
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const revoke = (key: ApiKey) =>
    confirm({
      title: `${text.revoke}: ${key.name}`,
      text: text.revokeText,
      action: text.revoke,
      tone: "danger",
      run: () => send(null, () => revokeApiKey({ path: { id: key.id } }), text.revokedDone),
    });
  const create = mayWrite && <CreateButton label={text.newKey} onClick={() => setOpen(true)} />;
  return (
    <Page title={text.keys} lead={text.keysLead} actions={create}>
      <FilterBar list={list}>
        <SelectFilter
          list={list}
          name="revoked"
          label={words.state}
          options={[
            ["false", text.inUse],
            ["true", text.revoked],
          ]}
        />
      </FilterBar>
      <List
        label={text.keys}
        list={list}
        query={keys}
        columns={useColumns()}
        rowKey={(row) => row.id}
        empty={{ icon: <KeyRound />, title: words.nothing, text: text.noKeys, action: create }}
        actions={
          mayWrite
            ? (key) =>
                key.revoked_at ? null : (
                  <button type="button" className={ROW_BUTTON} onClick={() => void revoke(key)}>
                    {text.revoke}
                    <span className="sr-only">: {key.name}</span>
                  </button>
                )
            : undefined
        }
      />
      <Create key={String(isOpen)} isOpen={isOpen} onClose={() => setOpen(false)} onMade={setMade} />
      <Made made={made} onClose={() => setMade(null)} />
    </Page>
  );
}

function useColumns(): Column<ApiKey>[] {
  const names = useNames();
  const text = usePeopleText();
  const words = useWords();
  const locale = useLocale();
  const isOver = (key: ApiKey) => key.expires_at !== undefined && Date.parse(key.expires_at) <= Date.now();
  return [
    {
      key: "name",
      header: text.keyName,
      cell: (row) => (
        <span className="block">
          {row.name} <code className="block text-xs font-normal text-muted">{row.prefix}…</code>
        </span>
      ),
    },
    {
      key: "scopes",
      header: text.scopes,
      cell: (row) => <span className="block max-w-md">{row.scopes.map(names.permission).join(", ")}</span>,
    },
    {
      key: "state",
      header: words.state,
      cell: (row) => (
        <StatusPill tone={row.revoked_at || isOver(row) ? "quiet" : "good"}>
          {row.revoked_at ? text.revoked : isOver(row) ? text.expired : text.inUse}
        </StatusPill>
      ),
    },
    {
      key: "used",
      header: text.lastUsed,
      align: "right",
      cell: (row) => (row.last_used_at ? formatDate(row.last_used_at, locale) : text.never),
    },
    {
      key: "expires",
      header: text.expires,
      align: "right",
      hidden: "phone",
      cell: (row) => (row.expires_at ? formatDate(row.expires_at, locale) : text.never),
    },
  ];
}

interface CreateProps {
  isOpen: boolean;
  onClose: () => void;
  onMade: (key: ApiKey) => void;
}

function Create({ isOpen, onClose, onMade }: CreateProps) {
  const text = usePeopleText();
  const words = useWords();
  const send = useSend();
  const { permissions } = useStaff();
  const names = useNames();
  const [scopes, setScopes] = useState<string[]>([]);
  return (
    <FormDialog
      open={isOpen}
      onClose={onClose}
      title={text.newKey}
      submit={words.create}
      busy={words.creating}
      onSubmit={async ({ name = "", expires_at }) => {
        if (scopes.length === 0) throw refusal(text.noScope);
        const body = { name, scopes, expires_at: moment(expires_at) };
        onMade(await send(body, () => createApiKey({ body })));
      }}
    >
      <Field name="name" label={text.keyName} required maxLength={100} autoComplete="off" />
      <MomentField name="expires_at" label={text.expires} hint={text.expiresHint} />
      <Choose
        label={text.scopes}
        // Nobody gives a key what they do not have themselves.
        choices={permissions.map((name) => ({
          value: name,
          label: names.permission(name),
          words: `${name} ${names.permission(name)}`,
        }))}
        chosen={scopes}
        onChange={setScopes}
      />
    </FormDialog>
  );
}

function Made({ made, onClose }: { made: ApiKey | null; onClose: () => void }) {
  const text = usePeopleText();
  const { copied, notCopied } = useConsoleText();
  const copy = async () => toast((await copyText(made?.key ?? "")) ? copied : notCopied);
  return (
    <Sheet open={made !== null} onClose={onClose} title={text.keyMade} kind="modal">
      <div className="space-y-4 py-5">
        <p className="text-muted">{text.keyOnce}</p>
        <code className="block rounded-xl bg-sunken p-3 text-[0.8125rem] break-all">{made?.key}</code>
        <button type="button" className="btn-primary" onClick={() => void copy()}>
          <Copy aria-hidden className="size-4" />
          {text.copy}
        </button>
      </div>
    </Sheet>
  );
}
