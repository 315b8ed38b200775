import { ImageUp, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Settings } from "../../../api/generated";
import { deleteLogo, uploadLogo } from "../../../api/generated";
import { Field } from "../../../components/form";
import { useMay } from "../../access";
import { Panel } from "../../components/Panel";
import { useRun, useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { useHouseText } from "../kit/houseText";
import { refuse } from "../kit/parse";
import { useWords } from "../kit/text";

/** The logo comes by a door of its own, since it is a file. */
export function LogoPanel({ settings: { logo, name, version } }: { settings: Settings }) {
  const text = useHouseText();
  const words = useWords();
  const send = useSend();
  const { run, isBusy } = useRun();
  const mayWrite = useMay("settings_write");
  const [file, setFile] = useState<File | null>(null);
  return (
    <Panel title={text.logo}>
      <p className="-mt-2 mb-4 text-muted">{text.logoHint}</p>
      <div className="flex flex-wrap items-center gap-4">
        {logo ? (
          <span className="rounded-xl border border-line bg-white p-3">
            <img src={logo.url} alt={name} width={logo.width} height={logo.height} />
          </span>
        ) : (
          <span className="text-muted">{text.noLogo}</span>
        )}
        {mayWrite && (
          <Ask
            label={
              <>
                <ImageUp aria-hidden className="size-4" />
                {text.logoChange}
              </>
            }
            title={text.logo}
            submit={text.upload}
            onSubmit={() => {
              if (!file) refuse("logo", text.logoHint);
              return send(
                [file.name, file.size, file.lastModified],
                () => uploadLogo({ body: { file } }),
                words.saved,
              );
            }}
          >
            <Field
              name="logo"
              type="file"
              label={text.logo}
              hint={text.logoHint}
              accept="image/png,image/jpeg,image/webp,image/gif"
              required
              onChange={(event) => setFile(event.target.files?.[0] ?? null)}
            />
          </Ask>
        )}
        {mayWrite && logo && (
          <button
            type="button"
            className="btn-quiet"
            disabled={isBusy}
            onClick={() => void run(null, () => deleteLogo({ query: { version } }), words.saved)}
          >
            <Trash2 aria-hidden className="size-4" />
            {text.logoRemove}
          </button>
        )}
      </div>
    </Panel>
  );
}
