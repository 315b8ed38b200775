import { Compass } from "lucide-react";
import { Link } from "react-router";
import { Empty } from "../../components/states";
import { useConsoleText } from "../text";
import { useConsoleTitle } from "../useConsoleTitle";

export function NotFoundPage() {
  const text = useConsoleText().notFound;
  useConsoleTitle(text.title);
  return (
    <Empty
      level="h1"
      icon={<Compass />}
      title={text.title}
      action={
        <Link to="/" className="btn-primary">
          {text.home}
        </Link>
      }
    >
      {text.text}
    </Empty>
  );
}
