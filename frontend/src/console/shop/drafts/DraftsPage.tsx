import { FilePen } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Draft, DraftKind, DraftStatus, ListSort } from "../../../api/generated";
import { approveDraft, listDrafts, rejectDraft } from "../../../api/generated";
import { Sheet } from "../../../components/Sheet";
import { FilterBar, SelectFilter } from "../../components/FilterBar";
import { Facts } from "../../components/Panel";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { At } from "../../components/time";
import { useDeed } from "../../components/useDeed";
import { useList } from "../../components/useList";
import { type Column, List, ROW_BUTTON, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { useWords } from "../kit/text";
import { paragraphs } from "./content";
import { useDraftsText } from "./text";

const TONES: Record<DraftStatus, Tone> = {
  asked: "busy",
  ready: "wait",
  failed: "bad",
  approved: "good",
  rejected: "quiet",
};

/** While one is being written, the list is looked at again. Milliseconds. */
const SOON = 3000;

export default function DraftsPage() {
  const text = useDraftsText();
  const words = useWords();
  const list = useList(["kind", "state"]);
  const [open, setOpen] = useState<Draft | null>(null);
  const drafts = usePage(
    "drafts",
    list,
    (cursor, signal) =>
      listDrafts({
        query: {
          kind: (list.get("kind") || undefined) as DraftKind | undefined,
          state: (list.get("state") || undefined) as DraftStatus | undefined,
          sort: (list.get("sort") || undefined) as ListSort | undefined,
          cursor,
          limit: 50,
        },
        signal,
      }),
    (answer) => (answer?.items.some((draft) => draft.state === "asked") ? SOON : false),
  );
  const columns: Column<Draft>[] = [
    { key: "kind", header: words.kind, cell: (row) => text.kinds[row.kind] },
    {
      key: "says",
      header: text.drafts,
      hidden: "phone",
      cell: (row) => (
        <span className="line-clamp-2 [overflow-wrap:anywhere]">
          {paragraphs(row).join(" ") || row.failure}
        </span>
      ),
    },
    {
      key: "state",
      header: words.state,
      cell: (row) => <StatusPill tone={TONES[row.state]}>{text.states[row.state]}</StatusPill>,
    },
    {
      key: "at",
      header: words.created_at,
      align: "right",
      sort: { up: "oldest", down: "newest" },
      cell: (row) => <At time={row.created_at} />,
    },
  ];
  return (
    <Page title={text.drafts} lead={text.lead}>
      <FilterBar list={list}>
        <SelectFilter list={list} name="kind" label={words.kind} options={Object.entries(text.kinds)} />
        <SelectFilter list={list} name="state" label={words.state} options={Object.entries(text.states)} />
      </FilterBar>
      <List
        label={text.drafts}
        list={list}
        query={drafts}
        columns={columns}
        rowKey={(row) => row.id}
        sort={{ value: list.get("sort") || "newest", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <FilePen />, title: words.nothing, text: text.none }}
        actions={(row) => (
          <button type="button" className={ROW_BUTTON} onClick={() => setOpen(row)}>
            {text.look}
          </button>
        )}
      />
      <Sheet
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open ? text.kinds[open.kind] : text.drafts}
      >
        {open && <Details draft={open} onDecided={() => setOpen(null)} />}
      </Sheet>
    </Page>
  );
}

function Details({ draft, onDecided }: { draft: Draft; onDecided: () => void }) {
  const text = useDraftsText();
  const words = useWords();
  const path = { id: draft.id };
  const approve = useDeed(() => approveDraft({ path }).then(onDecided), {
    done: draft.kind === "reply" ? text.noted : text.approved,
  });
  const reject = useDeed(() => rejectDraft({ path }).then(onDecided), { done: text.rejected });
  const isOpen = draft.state === "ready" || draft.state === "failed" || draft.state === "asked";
  const isBusy = approve.isPending || reject.isPending;
  return (
    <div className="space-y-6 py-5">
      <div className="space-y-3 rounded-xl border border-line p-4">
        {paragraphs(draft).map((paragraph) => (
          <p key={paragraph} className="whitespace-pre-line [overflow-wrap:anywhere]">
            {paragraph}
          </p>
        ))}
        {draft.failure && (
          <p>
            {text.failure}: <code className="text-xs">{draft.failure}</code>
          </p>
        )}
      </div>
      <Facts
        items={[
          [
            text.about,
            draft.product_id ? (
              <Link
                key="about"
                className="underline underline-offset-4"
                to={`/shop/products/${draft.product_id}`}
              >
                {text.product}
              </Link>
            ) : (
              <Link
                key="about"
                className="underline underline-offset-4"
                to={`/shop/orders/${draft.order_id}`}
              >
                {text.order}
              </Link>
            ),
          ],
          [text.language, draft.language],
          [text.wishes, draft.wishes],
          [text.madeBy, draft.model],
          [text.prompt, draft.prompt],
          [words.created_at, <At key="at" time={draft.created_at} />],
        ]}
      />
      {isOpen && (
        <div className="flex gap-2">
          {draft.state === "ready" && (
            <button
              type="button"
              className="btn-primary"
              disabled={isBusy}
              onClick={() => approve.mutate(undefined)}
            >
              {text.approve}
            </button>
          )}
          <button
            type="button"
            className="btn-quiet"
            disabled={isBusy}
            onClick={() => reject.mutate(undefined)}
          >
            {text.reject}
          </button>
        </div>
      )}
    </div>
  );
}
