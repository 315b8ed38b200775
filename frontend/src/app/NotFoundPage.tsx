import { Compass } from "lucide-react";
import { Link } from "react-router";
import { Empty } from "../components/states";
import { useMessages } from "../i18n";
import { useTitle } from "../lib/useTitle";

export default function NotFoundPage() {
  const text = useMessages();
  useTitle(text.problems.notFound);
  return (
    <div className="py-12">
      <Empty
        level="h1"
        icon={<Compass />}
        title={text.problems.notFound}
        action={
          <>
            <Link to="/" className="btn-primary">
              {text.product.backToShop}
            </Link>
            <Link to="/shop" className="btn-quiet">
              {text.list.showAll}
            </Link>
          </>
        }
      >
        {text.problems.notFoundText}
      </Empty>
    </div>
  );
}
