import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, Link, Outlet, RouterProvider } from "react-router";
import { expect, it, vi } from "vitest";
import { useScroll } from "./useScroll";

function Frame() {
  useScroll();
  return <Outlet />;
}

it("leads Back to where one was, even if one scrolled and clicked in one go", async () => {
  const to = vi.fn((_: number, y: number) => {
    window.scrollY = y;
  });
  vi.stubGlobal("scrollTo", to);
  const router = createMemoryRouter(
    [
      {
        Component: Frame,
        children: [
          { path: "/list", element: <Link to="/thing">thing</Link> },
          { path: "/thing", element: <p>a thing</p> },
        ],
      },
    ],
    { initialEntries: ["/list"] },
  );
  render(<RouterProvider router={router} />);
  window.scrollY = 3940;
  act(() => void window.dispatchEvent(new Event("scroll")));
  // The browser has scrolled on and has not told of it yet.
  window.scrollY = 4496;
  await userEvent.click(screen.getByRole("link", { name: "thing" }));
  expect(to).toHaveBeenLastCalledWith(0, 0);
  await act(() => router.navigate(-1));
  expect(to).toHaveBeenLastCalledWith(0, 4496);
  vi.unstubAllGlobals();
});
