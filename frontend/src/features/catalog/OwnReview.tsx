import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MessageSquareText } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "react-router";
import type { OwnReview as Own, Product } from "../../api/generated";
import { deleteMyReview, writeMyReview } from "../../api/generated";
import { getMyReviewOptions, getMyReviewQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { Field, Form, FormNotice, Frame, Submit, type Values } from "../../components/form";
import { Sheet } from "../../components/Sheet";
import { toast } from "../../components/toast";
import { asFailure } from "../../lib/problem";
import { useSession } from "../auth/session";
import { useReviewsText } from "./reviews.text";
import { ChooseStars } from "./Stars";

/** What the form says, as the API takes it. */
export const said = (values: Values) => ({
  rating: Number(values.rating),
  ...(values.title && { title: values.title }),
  ...(values.text && { text: values.text.replaceAll("\r\n", "\n") }),
});

/** One's own review: writing it, changing it, taking it back. Who did not buy it sees nothing. */
export function OwnReview({ product }: { product: Product }) {
  const text = useReviewsText();
  const session = useSession();
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const path = { product: product.id };
  const { data: own } = useQuery({
    ...getMyReviewOptions({ path }),
    enabled: session.status === "customer",
    staleTime: 0,
  });
  if (session.status === "guest") {
    return (
      <Link to="/log-in" state={{ to: pathname }} className="text-link text-sm">
        {text.logIn}
      </Link>
    );
  }
  if (!own?.may_write) return null;
  return (
    <div className="text-right">
      <button type="button" className="btn-quiet" onClick={() => setOpen(true)}>
        <MessageSquareText aria-hidden className="size-4" />
        {own.review ? text.change : text.write}
      </button>
      {own.state && <p className="mt-2 text-sm text-muted">{text.states[own.state]}</p>}
      <Sheet kind="modal" open={isOpen} onClose={() => setOpen(false)} title={text.write}>
        {isOpen && <Fields product={product} own={own} onDone={() => setOpen(false)} />}
      </Sheet>
    </div>
  );
}

function Fields({ product, own, onDone }: { product: Product; own: Own; onDone: () => void }) {
  const text = useReviewsText();
  const queries = useQueryClient();
  const path = { product: product.id };
  const refresh = () => {
    onDone();
    return Promise.all([
      queries.invalidateQueries({ queryKey: getMyReviewQueryKey({ path }) }),
      queries.invalidateQueries({ queryKey: ["reviews", product.id] }),
    ]);
  };
  const submit = async (values: Values) => {
    const { data } = await writeMyReview({ path, body: said(values) });
    toast(data.state === "pending" ? text.waiting : text.done);
    await refresh();
  };
  const remove = async () => {
    try {
      await deleteMyReview({ path });
      toast(text.removed);
    } catch (error) {
      toast(asFailure(error).detail, { tone: "bad" });
    }
    await refresh();
  };
  return (
    <Form label={text.write} onSubmit={submit} className="space-y-5 py-5 text-left">
      <ChooseStars name="rating" label={text.rating} value={own.review?.rating ?? 5} />
      <Field
        name="title"
        label={text.headline}
        hint={text.optional}
        maxLength={120}
        defaultValue={own.review?.title}
      />
      <Frame name="text" label={text.text} hint={text.optional}>
        {(frame) => (
          <textarea
            rows={6}
            maxLength={4000}
            {...frame}
            defaultValue={own.review?.text}
            className="input h-auto py-2 lg:h-auto"
          />
        )}
      </Frame>
      <FormNotice />
      <div className="flex flex-wrap justify-between gap-2">
        {own.review ? (
          <button type="button" className="btn-quiet" onClick={remove}>
            {text.remove}
          </button>
        ) : (
          <span />
        )}
        <Submit busy={text.busy}>{text.submit}</Submit>
      </div>
    </Form>
  );
}
