import { useState } from "react";
import type { Image } from "../../api/generated";
import { Picture } from "../../components/Picture";
import { useMessages } from "../../i18n";
import { cx } from "../../lib/cx";

/** One large picture, and the others small below it. On a phone it goes from edge to edge. */
export function Gallery({ images, name }: { images: Image[]; name: string }) {
  const text = useMessages().product;
  const [index, setIndex] = useState(0);
  const shown = images[index] ?? images[0];
  return (
    <div className="lg:sticky lg:top-28 lg:self-start">
      <div className="-mx-4 aspect-square overflow-hidden bg-sunken sm:mx-0 sm:aspect-4/5 sm:rounded-3xl lg:max-h-[78vh] lg:w-full">
        <Picture
          key={shown?.id}
          image={shown && { ...shown, alt: shown.alt || name }}
          eager
          className="animate-[fade-in_.3s] object-[50%_65%]"
        />
      </div>
      {images.length > 1 && (
        <div className="no-bar mt-3 flex gap-3 overflow-x-auto p-1">
          {images.map((image, number) => (
            <button
              key={image.id}
              type="button"
              aria-label={text.picture(number + 1)}
              aria-pressed={number === index}
              onClick={() => setIndex(number)}
              className={cx(
                "aspect-4/5 w-20 shrink-0 overflow-hidden rounded-xl transition-shadow",
                number === index
                  ? "ring-2 ring-fg ring-offset-2 ring-offset-bg"
                  : "opacity-80 hover:opacity-100",
              )}
            >
              <Picture image={{ ...image, alt: "" }} />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
