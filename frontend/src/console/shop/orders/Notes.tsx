import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listOrderNotes, noteOrder } from "../../../api/generated";
import { Form, FormNotice, Submit } from "../../../components/form";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { useMay } from "../../access";
import { TextAreaField } from "../../components/fields";
import { Panel } from "../../components/Panel";
import { Read, RowsSkeleton } from "../../components/states";
import { useSend } from "../kit/data";
import { useWords } from "../kit/text";
import { useOrderText } from "./text";

/** What staff noted, newest first. */
export function Notes({ orderId }: { orderId: string }) {
  const text = useOrderText();
  const words = useWords();
  const locale = useLocale();
  const mayWrite = useMay("orders_write");
  const notes = useInfiniteQuery({
    queryKey: ["console", "order", orderId, "notes"],
    queryFn: async ({ pageParam, signal }) =>
      (await listOrderNotes({ path: { id: orderId }, query: { cursor: pageParam, limit: 20 }, signal })).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
  });
  return (
    <Panel title={text.notes}>
      {mayWrite && <Write orderId={orderId} />}
      <Read query={notes} skeleton={<RowsSkeleton rows={2} />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <p className="text-muted">{text.noNotes}</p>;
          return (
            <ul className="space-y-3">
              {items.map((note) => (
                <li key={note.id}>
                  <p className="whitespace-pre-line [overflow-wrap:anywhere]">{note.text}</p>
                  <p className="text-xs text-muted">
                    {note.author} · {formatMoment(note.created_at, locale)}
                  </p>
                </li>
              ))}
            </ul>
          );
        }}
      </Read>
      {notes.hasNextPage && (
        <button type="button" className="btn-quiet mt-3" onClick={() => void notes.fetchNextPage()}>
          {words.more}
        </button>
      )}
    </Panel>
  );
}

function Write({ orderId }: { orderId: string }) {
  const text = useOrderText();
  const send = useSend();
  const [count, setCount] = useState(0);
  return (
    <Form
      // Emptied by beginning anew.
      key={count}
      label={text.addNote}
      className="mb-4 space-y-2"
      onSubmit={async ({ text: said = "" }) => {
        await send(
          { text: said },
          (headers) => noteOrder({ path: { id: orderId }, body: { text: said }, headers }),
          text.noted,
        );
        setCount((before) => before + 1);
      }}
    >
      <TextAreaField name="text" label={text.note} hint={text.noteHint} required maxLength={2000} rows={2} />
      <FormNotice />
      <Submit className="btn-quiet! bg-transparent! text-fg!">{text.addNote}</Submit>
    </Form>
  );
}
