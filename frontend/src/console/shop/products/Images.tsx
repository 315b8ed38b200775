import { ImagePlus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Image, Product } from "../../../api/generated";
import { deleteImage, uploadImage } from "../../../api/generated";
import { Field } from "../../../components/form";
import { Picture } from "../../../components/Picture";
import { confirm } from "../../components/confirm";
import { Panel } from "../../components/Panel";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { refuse } from "../kit/parse";
import { useWords } from "../kit/text";
import { useProductText } from "./text";

export function Images({ product }: { product: Product }) {
  const text = useProductText();
  const words = useWords();
  const send = useSend();
  const [isOpen, setOpen] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const close = () => {
    setOpen(false);
    setFile(null);
  };
  const remove = (image: Image) =>
    confirm({
      title: text.deleteImage,
      text: image.alt || words.noUndo,
      action: words.delete,
      tone: "danger",
      run: () =>
        send(null, () => deleteImage({ path: { product: product.id, image_id: image.id } }), words.deleted),
    });
  return (
    <Panel
      title={text.images}
      actions={
        <button type="button" className="btn-quiet" onClick={() => setOpen(true)}>
          <ImagePlus aria-hidden className="size-4" />
          {text.addImage}
        </button>
      }
    >
      {product.images.length === 0 && <p className="text-muted">{text.noImages}</p>}
      <ul className="grid grid-cols-3 gap-3 sm:grid-cols-4">
        {product.images.map((image) => (
          <li key={image.id} className="relative aspect-square overflow-hidden rounded-xl border border-line">
            <Picture image={image} />
            <button
              type="button"
              className="icon-btn absolute top-1 right-1 bg-surface"
              aria-label={`${text.deleteImage}: ${image.alt}`}
              onClick={() => void remove(image)}
            >
              <Trash2 aria-hidden className="size-4" />
            </button>
          </li>
        ))}
      </ul>
      <FormDialog
        open={isOpen}
        onClose={close}
        title={text.addImage}
        submit={text.upload}
        busy={text.uploading}
        onSubmit={async ({ alt = "" }) => {
          if (!file) refuse("picture", text.file);
          const body = { file, alt };
          await send(null, () => uploadImage({ path: { product: product.id }, body }), words.saved);
        }}
      >
        <Field
          name="picture"
          type="file"
          label={text.file}
          hint={text.fileHint}
          accept="image/png,image/jpeg,image/webp,image/gif,image/svg+xml"
          required
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
        <Field name="alt" label={text.alt} hint={text.altHint} maxLength={200} />
      </FormDialog>
    </Panel>
  );
}
