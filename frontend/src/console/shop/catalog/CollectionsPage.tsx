import { Layers } from "lucide-react";
import type { CatalogNameSort, Collection } from "../../../api/generated";
import { listCollections } from "../../../api/generated";
import { CreateButton } from "../../components/CreateButton";
import { FilterBar, SelectFilter } from "../../components/FilterBar";
import { StatusPill } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { useWords } from "../kit/text";
import { useCatalogText } from "./text";

export default function CollectionsPage() {
  const text = useCatalogText();
  const words = useWords();
  const list = useList(["published"]);
  const collections = usePage("collections", list, (cursor, signal) =>
    listCollections({
      query: {
        // The published ones or the others: the API lists no both.
        published: list.get("published") !== "false",
        sort: (list.get("sort") || undefined) as CatalogNameSort | undefined,
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const create = <CreateButton label={text.newCollection} to="/shop/collections/new" />;
  const columns: Column<Collection>[] = [
    {
      key: "name",
      header: words.name,
      sort: { up: "name_asc", down: "name_desc" },
      cell: (row) => row.name,
    },
    { key: "kind", header: words.kind, cell: (row) => (row.by_hand ? text.byHand : text.byRule) },
    {
      key: "published",
      header: words.state,
      cell: (row) => (
        <StatusPill tone={row.published ? "good" : "quiet"}>
          {row.published ? text.published : text.hidden}
        </StatusPill>
      ),
    },
    {
      key: "slug",
      header: words.slug,
      hidden: "phone",
      cell: (row) => <code className="text-xs">{row.slug}</code>,
    },
  ];
  return (
    <Page title={text.collections} lead={text.collectionsLead} actions={create}>
      <FilterBar list={list}>
        <SelectFilter
          list={list}
          name="published"
          label={words.state}
          all={text.published}
          options={[["false", text.hidden]]}
        />
      </FilterBar>
      <List
        label={text.collections}
        list={list}
        query={collections}
        columns={columns}
        rowKey={(row) => row.id}
        to={(row) => `/shop/collections/${row.id}`}
        sort={{ value: list.get("sort") || "name_asc", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <Layers />, title: words.nothing, text: text.noCollections, action: create }}
      />
    </Page>
  );
}
