import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { createMemoryRouter, type RouteObject, RouterProvider } from "react-router";

/** Draws a page at an address, with its own memory of what was read. */
export function show(routes: RouteObject[], path: string) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createMemoryRouter(routes, { initialEntries: [path] });
  const view = render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { ...view, router, user: userEvent.setup() };
}

/** What axe finds. Without colours, since nothing is laid out here; those are looked at in the browser. */
export async function violations(node: Element): Promise<string[]> {
  const rules = { "color-contrast": { enabled: false }, region: { enabled: false } };
  const found = await axe.run(node, { rules });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((part) => part.html).join(", ")}`);
}
