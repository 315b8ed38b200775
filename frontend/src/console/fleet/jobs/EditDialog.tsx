import { useQueryClient } from "@tanstack/react-query";
import { editJob, type Job } from "../../../api/generated";
import { Form, FormNotice, Submit } from "../../../components/form";
import { Sheet } from "../../../components/Sheet";
import { toast } from "../../../components/toast";
import { refusal } from "../../../lib/problem";
import { TextAreaField } from "../../components/fields";
import { useJobsText } from "./text";

/** Another payload, and another try. */
export function EditDialog({ job, isOpen, onClose }: { job: Job; isOpen: boolean; onClose: () => void }) {
  const text = useJobsText();
  const client = useQueryClient();
  const submit = async ({ payload = "" }: Record<string, string>) => {
    await editJob({ path: { id: job.id }, body: { payload: parsed(payload, text.noJson) } });
    toast(text.retried);
    onClose();
    await client.invalidateQueries();
  };
  return (
    <Sheet kind="modal" open={isOpen} onClose={onClose} title={text.editTitle} note={job.kind}>
      {isOpen && (
        <Form className="space-y-4 py-5" onSubmit={submit}>
          <p className="text-muted">{text.editText}</p>
          <TextAreaField
            name="payload"
            label={text.payload}
            code
            rows={10}
            required
            defaultValue={JSON.stringify(job.payload, null, 2)}
          />
          <FormNotice />
          <Submit className="w-full">{text.edit}</Submit>
        </Form>
      )}
    </Sheet>
  );
}

function parsed(source: string, complaint: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw { ...refusal(complaint), errors: [{ field: "payload", message: complaint }] };
  }
}
