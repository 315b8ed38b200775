import { useQueryClient } from "@tanstack/react-query";
import { type ReplayRequest, replayEvents } from "../../../api/generated";
import { listReplaysQueryKey } from "../../../api/generated/@tanstack/react-query.gen";
import { Field, Form, FormNotice, Submit, type Values } from "../../../components/form";
import { Sheet } from "../../../components/Sheet";
import { toast } from "../../../components/toast";
import { useMachineryText } from "../machinery";
import type { ModelName } from "./ModelsPage";

const moment = (local: string | undefined) => (local ? new Date(local).toISOString() : undefined);

/** Before the first order of any shop: the API wants to be told that everything is meant. */
export const BEGINNING = "2000-01-01T00:00:00Z";

/** Which rows are to be made anew. */
export function RebuildDialog({ model, onClose }: { model: ModelName | null; onClose: () => void }) {
  const text = useMachineryText().models;
  const client = useQueryClient();
  const submit = async ({ from, to, aggregate_id }: Values) => {
    if (!model) return;
    const body: ReplayRequest = {
      consumer: model,
      from: moment(from) ?? (aggregate_id || to ? undefined : BEGINNING),
      to: moment(to),
      aggregate_id: aggregate_id || undefined,
    };
    await replayEvents({ body });
    toast(text.started);
    onClose();
    await client.invalidateQueries({ queryKey: [{ _id: listReplaysQueryKey()[0]._id }] });
  };
  const title = model ? text.rebuildTitle(text.names[model]) : "";
  return (
    <Sheet kind="modal" open={model !== null} onClose={onClose} title={title}>
      {model && (
        <Form className="space-y-4 py-5" onSubmit={submit} label={title}>
          <p className="text-muted">{text.rebuildText}</p>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field name="from" type="datetime-local" label={text.from} />
            <Field name="to" type="datetime-local" label={text.to} />
          </div>
          <Field
            name="aggregate_id"
            label={text.order}
            hint={text.orderHint}
            maxLength={36}
            autoComplete="off"
            spellCheck={false}
          />
          <FormNotice />
          <Submit className="w-full">{text.start}</Submit>
        </Form>
      )}
    </Sheet>
  );
}
