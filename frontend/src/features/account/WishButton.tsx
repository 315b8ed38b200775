import { Heart } from "lucide-react";
import { useLocation, useNavigate } from "react-router";
import type { Product } from "../../api/generated";
import { useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { useSession } from "../auth/session";
import { useWish } from "./wishlist";

/** Keeps a product in mind; who is not logged in is asked to, and comes back. */
export function WishButton({ product }: { product: Product }) {
  const text = useMessages().account.wishlist;
  const session = useSession();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { isOn, set } = useWish(product);
  const press = () =>
    session.status === "customer" ? set(!isOn) : void navigate("/log-in", { state: { to: pathname } });
  return (
    <button
      type="button"
      className="icon-btn size-13 shrink-0 border border-line-strong/50"
      aria-label={isOn ? text.remove : text.add}
      aria-pressed={isOn}
      onClick={press}
    >
      <Heart aria-hidden className={cx("size-5", isOn && "fill-current text-sale")} strokeWidth={1.6} />
    </button>
  );
}
