/** The button above a list by which one more comes into it: on a page of its own, or in a dialog over the list. */
import { Plus } from "lucide-react";
import { Link } from "react-router";

type CreateButtonProps = { label: string } & ({ to: string } | { onClick: () => void });

export function CreateButton({ label, ...way }: CreateButtonProps) {
  const content = (
    <>
      <Plus aria-hidden className="size-4" />
      {label}
    </>
  );
  if ("to" in way) {
    return (
      <Link to={way.to} className="btn-primary">
        {content}
      </Link>
    );
  }
  return (
    <button type="button" className="btn-primary" onClick={way.onClick}>
      {content}
    </button>
  );
}
