import { MessageSquareText } from "lucide-react";
import type { ReviewSorting, ReviewStatus, StaffReview } from "../../../api/generated";
import { answerReview, listReviews, publishReview, rejectReview } from "../../../api/generated";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { useMay } from "../../access";
import { FilterBar, SelectFilter } from "../../components/FilterBar";
import { TextAreaField } from "../../components/fields";
import { StatusPill } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { useRun, useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { type Column, List, ROW_BUTTON, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { orNothing, orNull } from "../kit/parse";
import { useWords } from "../kit/text";
import { REVIEW_TONES } from "./rules";
import { useAfterText } from "./text";

const FILTERS = ["state", "rating", "answered", "product_id"] as const;

export default function ReviewsPage() {
  const text = useAfterText();
  const words = useWords();
  const locale = useLocale();
  const mayWrite = useMay("reviews_write");
  const list = useList(FILTERS);
  const reviews = usePage("reviews", list, (cursor, signal) =>
    listReviews({
      query: {
        state: orNothing(list.get("state")) as ReviewStatus | undefined,
        rating: list.get("rating") ? Number(list.get("rating")) : undefined,
        answered: list.get("answered") ? list.get("answered") === "true" : undefined,
        product_id: orNothing(list.get("product_id")),
        sort: orNothing(list.get("sort")) as ReviewSorting | undefined,
        cursor,
        limit: 25,
      },
      signal,
    }),
  );
  const columns: Column<StaffReview>[] = [
    { key: "product", header: text.product, cell: (row) => row.product_name ?? row.product_id },
    {
      key: "state",
      header: words.state,
      cell: (row) => <StatusPill tone={REVIEW_TONES[row.state]}>{text.reviewStates[row.state]}</StatusPill>,
    },
    {
      key: "stars",
      header: text.stars,
      cell: (row) => <span className="whitespace-nowrap">{text.starsOf(row.rating)}</span>,
    },
    {
      key: "review",
      header: text.review,
      className: "max-md:flex-col max-md:items-stretch! max-md:gap-1!",
      cell: (row) => <Said review={row} />,
    },
    {
      key: "written",
      header: text.written,
      align: "right",
      hidden: "phone",
      cell: (row) => formatMoment(row.updated_at, locale),
    },
  ];
  return (
    <Page title={text.reviews} lead={text.reviewsLead}>
      <FilterBar list={list}>
        <SelectFilter
          list={list}
          name="state"
          label={words.state}
          options={Object.entries(text.reviewStates)}
        />
        <SelectFilter
          list={list}
          name="rating"
          label={text.stars}
          options={[5, 4, 3, 2, 1].map((stars) => [String(stars), text.starsOf(stars)])}
        />
        <SelectFilter
          list={list}
          name="answered"
          label={text.answered}
          options={[
            ["true", text.answeredYes],
            ["false", text.answeredNo],
          ]}
        />
        <SelectFilter
          list={list}
          name="sort"
          label={text.sort}
          all={text.sorts.newest}
          options={Object.entries(text.sorts).filter(([sort]) => sort !== "newest")}
        />
      </FilterBar>
      <List
        label={text.reviews}
        list={list}
        query={reviews}
        columns={columns}
        rowKey={(row) => row.id}
        actions={mayWrite ? (row) => <Deeds review={row} /> : undefined}
        empty={{ icon: <MessageSquareText />, title: text.noReviews }}
      />
    </Page>
  );
}

function Said({ review }: { review: StaffReview }) {
  const text = useAfterText();
  return (
    <span className="block max-w-prose text-left break-words">
      {review.title && <span className="block font-medium">{review.title}</span>}
      <span className="block whitespace-pre-line">{review.text}</span>
      <span className="block text-muted">{review.author}</span>
      {review.answer && (
        <span className="mt-1 block border-l-2 border-line pl-3 whitespace-pre-line text-muted">
          {text.answer}: {review.answer}
        </span>
      )}
    </span>
  );
}

function Deeds({ review }: { review: StaffReview }) {
  const text = useAfterText();
  const { run } = useRun();
  const send = useSend();
  const path = { id: review.id };
  // What the customer changed since it was shown is not decided about.
  const body = { updated_at: review.updated_at };
  return (
    <>
      {review.state !== "published" && (
        <button
          type="button"
          className={ROW_BUTTON}
          onClick={() => void run(body, () => publishReview({ path, body }), text.published)}
        >
          {text.publish}
        </button>
      )}
      {review.state !== "rejected" && (
        <button
          type="button"
          className={ROW_BUTTON}
          onClick={() => void run(body, () => rejectReview({ path, body }), text.hidden)}
        >
          {text.hide}
        </button>
      )}
      <Ask
        className={ROW_BUTTON}
        label={text.reply}
        title={text.reply}
        onSubmit={(values) => {
          const body = { answer: orNull(values.answer?.replaceAll("\r\n", "\n")) };
          return send(body, () => answerReview({ path, body }), text.replied);
        }}
      >
        <TextAreaField
          name="answer"
          label={text.answer}
          hint={text.replyHint}
          maxLength={2000}
          rows={6}
          defaultValue={review.answer}
        />
      </Ask>
    </>
  );
}
