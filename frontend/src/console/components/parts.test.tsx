import { act, screen, within } from "@testing-library/react";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { show, violations } from "../../../tests/render";
import { ConfirmHost, confirm } from "./confirm";
import { DataTable } from "./DataTable";
import { FilterBar, SelectFilter, TextFilter } from "./FilterBar";
import { Pager } from "./Pager";
import { ListBody, Read } from "./states";
import { useList } from "./useList";

interface Row {
  id: string;
  name: string;
  jobs: number;
}
const ROWS: Row[] = [
  { id: "a", name: "Alpha", jobs: 1 },
  { id: "b", name: "Beta", jobs: 2 },
];

function Listed({ next }: { next?: string }) {
  const list = useList(["q", "state"]);
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      <FilterBar list={list}>
        <TextFilter list={list} name="q" label="Words" accepts={(text) => text !== "wrong"} />
        <SelectFilter list={list} name="state" label="State" options={[["dead", "Dead"]]} />
      </FilterBar>
      <DataTable
        caption="Things"
        rows={ROWS}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        selection={{ ids, set: setIds }}
        sort={{ value: list.get("sort"), set: (sort) => list.set({ sort }) }}
        columns={[
          { key: "name", header: "Name", cell: (row) => row.name, sort: { up: "name", down: "-name" } },
          { key: "jobs", header: "Jobs", cell: (row) => row.jobs, align: "right" },
        ]}
      />
      <Pager
        list={list}
        nextCursor={list.cursor === "c2" ? undefined : (next ?? (list.cursor ? "c2" : "c1"))}
      />
      <output>{[...ids].join()}</output>
    </>
  );
}

const open = (path = "/") => show([{ path: "/", Component: Listed }], path);

it("keeps filters, order and page in the address, and finds the way back", async () => {
  const { user, router } = open();
  await user.type(screen.getByLabelText("Words"), "mail{Enter}");
  await user.selectOptions(screen.getByLabelText("State"), "dead");
  await user.click(screen.getByRole("button", { name: "Sort by Name" }));
  expect(router.state.location.search).toBe("?q=mail&state=dead&sort=name");
  expect(screen.getByRole("columnheader", { name: /name/i })).toHaveAttribute("aria-sort", "ascending");
  await user.click(screen.getByRole("button", { name: "Sort by Name" }));
  expect(router.state.location.search).toContain("sort=-name");

  await user.click(screen.getByRole("button", { name: "Next" }));
  await user.click(screen.getByRole("button", { name: "Next" }));
  expect(router.state.location.search).toContain("cursor=c2");
  expect(screen.getByRole("button", { name: "Next" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Previous" }));
  expect(router.state.location.search).toContain("cursor=c1");
  await user.click(screen.getByRole("button", { name: "Previous" }));
  expect(router.state.location.search).not.toContain("cursor");

  await user.click(screen.getByRole("button", { name: "Clear filters" }));
  expect(router.state.location.search).toBe("?sort=-name");
  expect(screen.getByLabelText("Words")).toHaveValue("");
});

it("asks for nothing that cannot be right", async () => {
  const { user, router } = open();
  await user.type(screen.getByLabelText("Words"), "wrong{Enter}");
  expect(screen.getByLabelText("Words")).toBeInvalid();
  expect(router.state.location.search).toBe("");
});

it("ticks rows one by one and all at once, and reads well", async () => {
  const { user, container } = open();
  const table = screen.getByRole("table", { name: "Things" });
  await user.click(within(table).getByRole("checkbox", { name: "Select Beta" }));
  expect(screen.getByRole("status")).toHaveTextContent("b");
  await user.click(within(table).getByRole("checkbox", { name: "Select all on this page" }));
  expect(screen.getByRole("status")).toHaveTextContent("a,b");
  await user.click(within(table).getByRole("checkbox", { name: "Select all on this page" }));
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
  expect(await violations(container)).toEqual([]);
});

it("tells nothing at all from nothing that matches", async () => {
  const clear = vi.fn();
  const page = (isFiltered: boolean) => () => (
    <ListBody
      query={{ data: { items: [] as Row[] }, error: null, isPending: false, refetch: vi.fn() }}
      list={{ isFiltered, clear }}
      empty={{ title: "No things yet" }}
    >
      {() => null}
    </ListBody>
  );
  show([{ path: "/", Component: page(false) }], "/");
  expect(screen.getByText("No things yet")).toBeVisible();
  const { user } = show([{ path: "/", Component: page(true) }], "/");
  await user.click(screen.getByRole("button", { name: "Clear filters" }));
  expect(clear).toHaveBeenCalledTimes(1);
});

it("does what was confirmed, says what was refused, and does nothing otherwise", async () => {
  const { user } = show([{ path: "/", Component: ConfirmHost }], "/");
  const run = vi
    .fn()
    .mockRejectedValueOnce({ code: "busy", status: 409, detail: "it runs right now", errors: [] });
  const question = { title: "Stop it?", action: "Stop", run };
  const first = await act(async () => ({ answer: confirm(question) }));
  await user.click(await screen.findByRole("button", { name: "Stop" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("It runs right now.");
  await user.click(screen.getByRole("button", { name: "Stop" }));
  expect(await first.answer).toBe(true);
  const second = await act(async () => ({ answer: confirm(question) }));
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  expect(await second.answer).toBe(false);
  expect(run).toHaveBeenCalledTimes(2);
});

it("sends who lacks a second factor where it is set up", () => {
  const error = { code: "second_factor_needed", status: 403, detail: "set one up", errors: [] };
  const page = () => (
    <Read query={{ data: undefined as string | undefined, error, isPending: false, refetch: vi.fn() }}>
      {(text) => text}
    </Read>
  );
  show([{ path: "/", Component: page }], "/");
  expect(screen.getByRole("link", { name: "Set up an app" })).toHaveAttribute("href", "/account");
});
