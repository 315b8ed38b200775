import type { Image } from "../api/generated";
import { cx } from "../lib/cx";

interface PictureProps {
  image: Pick<Image, "url" | "alt" | "width" | "height"> | undefined;
  /** For what is seen first. */
  eager?: boolean;
  className?: string;
}

/** A picture that fills its frame. Without one the frame stays a calm surface. */
export function Picture({ image, eager, className }: PictureProps) {
  if (!image) return <span aria-hidden className="block h-full w-full bg-sunken" />;
  return (
    <img
      src={image.url}
      width={image.width}
      height={image.height}
      alt={image.alt}
      loading={eager ? "eager" : "lazy"}
      fetchPriority={eager ? "high" : "auto"}
      decoding="async"
      className={cx("block h-full w-full object-cover dark:brightness-[.88]", className)}
    />
  );
}
