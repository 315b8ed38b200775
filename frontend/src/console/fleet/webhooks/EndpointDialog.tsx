import { useQueryClient } from "@tanstack/react-query";
import { createWebhookEndpoint, updateWebhookEndpoint, type WebhookEndpoint } from "../../../api/generated";
import { Field, Form, FormNotice, Submit, type Values } from "../../../components/form";
import { Sheet } from "../../../components/Sheet";
import { toast } from "../../../components/toast";
import { asFailure } from "../../../lib/problem";
import { TextAreaField } from "../../components/fields";
import { useOutsideText } from "../outside";

interface EndpointDialogProps {
  /** The one to be changed; without it a new one is made. */
  endpoint?: WebhookEndpoint;
  isOpen: boolean;
  onClose: () => void;
  onSecret?: (secret: string) => void;
}

export function EndpointDialog({ endpoint, isOpen, onClose, onSecret }: EndpointDialogProps) {
  const text = useOutsideText().webhooks;
  const client = useQueryClient();
  const title = endpoint ? text.edit : text.addTitle;
  const submit = async ({ url = "", description = "", events = "" }: Values) => {
    const body = { url, description, events: events.split(/[\s,]+/).filter(Boolean) };
    try {
      if (endpoint) {
        await updateWebhookEndpoint({ path: { id: endpoint.id }, body });
        toast(text.saved);
      } else {
        const { data } = await createWebhookEndpoint({ body });
        if (data.secret) onSecret?.(data.secret);
      }
    } catch (error) {
      throw atTheField(error);
    }
    onClose();
    await client.invalidateQueries();
  };
  return (
    <Sheet kind="modal" open={isOpen} onClose={onClose} title={title}>
      {isOpen && (
        <Form className="space-y-4 py-5" onSubmit={submit} label={title}>
          <Field
            name="url"
            label={text.url}
            hint={text.urlHint}
            required
            inputMode="url"
            maxLength={2000}
            defaultValue={endpoint?.url}
            placeholder="https://example.org/hooks"
          />
          <Field
            name="description"
            label={text.description}
            hint={text.descriptionHint}
            maxLength={500}
            defaultValue={endpoint?.description}
          />
          <TextAreaField
            name="events"
            label={text.events}
            hint={text.eventsHint}
            code
            required
            defaultValue={(endpoint?.events ?? ["order.*"]).join("\n")}
          />
          <FormNotice />
          <Submit className="w-full">{endpoint ? text.save : text.create}</Submit>
        </Form>
      )}
    </Sheet>
  );
}

/** A complaint about the third event belongs to the one field that has them all. */
function atTheField(error: unknown): unknown {
  const failure = asFailure(error);
  if (failure.errors.length === 0) return error;
  const errors = failure.errors.map((one) => ({ ...one, field: one.field.replace(/[[./].*$/, "") }));
  return { ...failure, errors };
}
