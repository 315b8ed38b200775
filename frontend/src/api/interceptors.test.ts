import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { server } from "../../tests/server";
import { logInWith } from "../features/auth/session";
import { getMyReview, getProduct, writeMyReview } from "./generated";

it("says who one is where one's own review is, and nowhere else in the catalogue", async () => {
  const product = "01930000-0000-7000-8000-000000000001";
  const said: [string, string | null][] = [];
  const note = ({ request }: { request: Request }) => {
    said.push([request.method, request.headers.get("Authorization")]);
    return HttpResponse.json({ may_write: true });
  };
  server.use(
    http.post("/api/v1/auth/login", () =>
      HttpResponse.json({ user: { name: "Ada" }, tokens: { access_token: "of-ada", expires_in: 600 } }),
    ),
    http.get("/api/v1/products/:product", note),
    http.get("/api/v1/products/:product/reviews/own", note),
    http.put("/api/v1/products/:product/reviews/own", note),
  );
  await logInWith({ email: "ada@example.org", password: "correct horse battery" });

  await getProduct({ path: { product } });
  await getMyReview({ path: { product } });
  await writeMyReview({ path: { product }, body: { rating: 5 } });

  expect(said).toEqual([
    ["GET", null],
    ["GET", "Bearer of-ada"],
    ["PUT", "Bearer of-ada"],
  ]);
});
