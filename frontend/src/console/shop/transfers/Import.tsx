import { FileUp } from "lucide-react";
import { useState } from "react";
import { importProducts } from "../../../api/generated";
import { Field } from "../../../components/form";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { useHouseText } from "../kit/houseText";
import { refuse } from "../kit/parse";

/** Takes a file with products in. */
export function Import() {
  const text = useHouseText();
  const send = useSend();
  const [isOpen, setOpen] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const close = () => {
    setOpen(false);
    setFile(null);
  };
  return (
    <>
      <button type="button" className="btn-primary" onClick={() => setOpen(true)}>
        <FileUp aria-hidden className="size-4" />
        {text.import}
      </button>
      <FormDialog
        open={isOpen}
        onClose={close}
        title={text.import}
        submit={text.upload}
        busy={text.uploading}
        onSubmit={async () => {
          if (!file) refuse("csv", text.importFile);
          const body = { file };
          const print = [file.name, file.size, file.lastModified];
          await send(print, (headers) => importProducts({ body, headers }), text.importStarted);
        }}
      >
        <p className="text-muted">{text.importText}</p>
        <Field
          name="csv"
          type="file"
          label={text.importFile}
          accept=".csv,text/csv"
          required
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </FormDialog>
    </>
  );
}
