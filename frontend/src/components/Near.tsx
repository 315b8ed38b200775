import { type ReactNode, useEffect, useRef, useState } from "react";

interface NearProps {
  /** Has the measures of what will come, so that nothing jumps. */
  fallback: ReactNode;
  children: ReactNode;
}

/** Draws its content when one is about to see it, and until then its fallback: what nobody looks at is not fetched. */
export function Near({ fallback, children }: NearProps) {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    if (!place.current) return;
    const watch = new IntersectionObserver(
      (seen) => {
        if (!seen.some((one) => one.isIntersecting)) return;
        watch.disconnect();
        setNear(true);
      },
      { rootMargin: "600px 0px" },
    );
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  return isNear ? children : <div ref={place}>{fallback}</div>;
}
