import { type ComponentType, lazy, type ReactNode, Suspense } from "react";
import { Near } from "../../components/Near";
import { allTexts } from "../../i18n";
import { ShelfSkeleton } from "./ShelfSkeleton";

/** Shelves far below: their code, texts and products are fetched when one comes near. `usual` is how many there mostly are. */
function later<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>, usual = 1) {
  const Later = lazy(async () => {
    const [chunk] = await Promise.all([load(), allTexts()]);
    return chunk;
  });
  return function LaterShelf(props: Props) {
    const waiting = <Waiting shelves={usual} />;
    return (
      <Near fallback={waiting}>
        <Suspense fallback={waiting}>
          <Later {...props} />
        </Suspense>
      </Near>
    );
  };
}

/** As high as shelves are. Nobody is told that they are loading, since nobody waits for them. */
function Waiting({ shelves }: { shelves: number }): ReactNode {
  return Array.from({ length: shelves }, (_, shelf) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
    <div key={shelf} aria-hidden className="mt-20">
      <div className="skeleton mb-6 h-10 w-64 rounded-lg" />
      <ShelfSkeleton />
    </div>
  ));
}

export const ForYouShelf = later(() => import("./ForYou"));
export const ProductShelves = later(() => import("./OfProduct"), 2);
export const CartShelf = later(() => import("./OfCart"));
