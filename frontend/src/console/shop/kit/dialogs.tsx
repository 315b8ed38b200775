/** Questions and small forms over a page. */
import { type ReactNode, useState } from "react";
import { Form, FormNotice, Submit, type Values } from "../../../components/form";
import { Sheet } from "../../../components/Sheet";
import { useWords } from "./text";

interface FormDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Closes when it went through; what it throws is shown. */
  onSubmit: (values: Values) => Promise<unknown>;
  submit?: string;
  busy?: string;
  danger?: boolean;
  children?: ReactNode;
  kind?: "sheet" | "modal";
}

/** A form of its own. It starts anew each time it is opened. */
export function FormDialog({ open, onClose, title, kind = "modal", ...form }: FormDialogProps) {
  return (
    <Sheet open={open} onClose={onClose} title={title} kind={kind}>
      {open && <Inside onClose={onClose} title={title} {...form} />}
    </Sheet>
  );
}

function Inside({
  onClose,
  title,
  onSubmit,
  submit,
  busy,
  danger,
  children,
}: Omit<FormDialogProps, "open" | "kind">) {
  const text = useWords();
  return (
    <Form
      label={title}
      onSubmit={async (values) => {
        await onSubmit(values);
        onClose();
      }}
      className="space-y-4 py-5"
    >
      {children}
      <FormNotice />
      <div className="flex flex-wrap justify-end gap-2 pt-1">
        <button type="button" className="btn-quiet" onClick={onClose}>
          {text.cancel}
        </button>
        <Submit busy={busy ?? text.saving} className={danger ? "bg-danger! text-bg!" : undefined}>
          {submit ?? text.save}
        </Submit>
      </div>
    </Form>
  );
}

interface AskProps {
  /** The button that asks. */
  label: ReactNode;
  className?: string;
  title: string;
  children?: ReactNode;
  submit?: string;
  danger?: boolean;
  onSubmit: (values: Values) => Promise<unknown>;
  disabled?: boolean;
  name?: string;
}

/** A button, and the question that it asks. */
export function Ask({ label, className = "btn-quiet", disabled, name, children, ...dialog }: AskProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={className}
        disabled={disabled}
        aria-label={name}
        onClick={() => setOpen(true)}
      >
        {label}
      </button>
      <FormDialog {...dialog} open={isOpen} onClose={() => setOpen(false)}>
        {children}
      </FormDialog>
    </>
  );
}
