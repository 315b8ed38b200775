import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { show, violations } from "../../../tests/render";
import { server } from "../../../tests/server";
import type { Product, Review, ReviewPage } from "../../api/generated";
import { said } from "./OwnReview";
import Reviews from "./Reviews";

const product = { id: "p", slug: "mug", name: "Mug" } as Product;
const routes = [{ path: "/", element: <Reviews product={product} /> }];

const review = (id: string, more: Partial<Review> = {}): Review => ({
  id,
  author: "Ada L.",
  rating: 4,
  title: `Title ${id}`,
  text: "Good\nand heavy",
  created_at: "2026-11-21T08:00:00Z",
  updated_at: "2026-11-21T08:00:00Z",
  ...more,
});

it("shows what was said as text, page by page", async () => {
  const pages: ReviewPage[] = [
    {
      items: [review("1", { text: "<script>alert(1)</script>", answer: "Thank <i>you</i>" })],
      next_cursor: "c",
      rating: { average: 4.5, count: 2 },
      stars: [0, 0, 0, 1, 1],
      summary: { text: "Most <b>like</b> it.", reviews: 2, approved_at: "2026-11-21T08:00:00Z" },
    },
    { items: [review("2")], rating: { average: 4.5, count: 2 }, stars: [0, 0, 0, 1, 1] },
  ];
  server.use(
    http.get("*/api/v1/products/p/reviews", ({ request }) =>
      HttpResponse.json(pages[new URL(request.url).searchParams.has("cursor") ? 1 : 0]),
    ),
  );
  const { user, container } = show(routes, "/");
  expect(await screen.findByText("<script>alert(1)</script>")).toBeInTheDocument();
  expect(screen.getByText("Thank <i>you</i>")).toBeInTheDocument();
  expect(screen.getByText("Most <b>like</b> it.")).toBeInTheDocument();
  expect(
    screen.getByText(/drafted by a language model from 2 reviews, approved by the shop/i),
  ).toBeInTheDocument();
  expect(screen.getByRole("img", { name: "4.5 of 5 stars" })).toBeInTheDocument();
  expect(await violations(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: /show more/i }));
  expect(await screen.findByText("Title 2")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: /show more/i })).toBeNull();
});

it("says that nobody said anything", async () => {
  server.use(
    http.get("*/api/v1/products/p/reviews", () => HttpResponse.json({ items: [], stars: [0, 0, 0, 0, 0] })),
  );
  show(routes, "/");
  expect(await screen.findByText(/nobody has said anything/i)).toBeInTheDocument();
});

it("sends no empty texts", () => {
  expect(said({ rating: "4", title: "", text: "" })).toEqual({ rating: 4 });
  expect(said({ rating: "1", title: "No", text: "a\r\nb" })).toEqual({
    rating: 1,
    title: "No",
    text: "a\nb",
  });
});
