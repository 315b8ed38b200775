import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Boxes } from "lucide-react";
import { Link } from "react-router";
import type { Batch } from "../../../api/generated";
import { listBatchesOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { DataTable } from "../../components/DataTable";
import { FilterBar, SelectFilter } from "../../components/FilterBar";
import { PageHeader } from "../../components/PageHeader";
import { Pager } from "../../components/Pager";
import { Panel } from "../../components/Panel";
import { ListBody } from "../../components/states";
import { Ago } from "../../components/time";
import { useList } from "../../components/useList";
import { useMachineryText } from "../machinery";
import { useFleetNav } from "../nav";
import { BatchBar, BatchState } from "./parts";

export default function BatchesPage() {
  const nav = useFleetNav();
  const text = useMachineryText().batches;
  const list = useList(["ended"]);
  const ended = list.get("ended");
  const query = useQuery({
    ...listBatchesOptions({
      query: { ended: ended ? ended === "true" : undefined, cursor: list.cursor, limit: 25 },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: list.cursor ? false : 2000,
  });
  return (
    <>
      <PageHeader title={nav.batches} lead={text.lead} />
      <FilterBar list={list}>
        <SelectFilter
          list={list}
          name="ended"
          label={text.filter}
          options={[
            ["false", text.running],
            ["true", text.over],
          ]}
        />
      </FilterBar>
      <Panel flush>
        <ListBody
          query={query}
          list={list}
          empty={{ icon: <Boxes />, title: text.empty, text: text.emptyText }}
        >
          {(batches: Batch[]) => (
            <DataTable
              caption={nav.batches}
              rows={batches}
              rowKey={(batch) => batch.id}
              isStale={query.isPlaceholderData}
              columns={[
                {
                  key: "name",
                  header: text.name,
                  cell: (batch: Batch) => (
                    <Link
                      to={`/fleet/batches/${batch.id}`}
                      className="[overflow-wrap:anywhere] hover:underline"
                    >
                      {batch.name}
                    </Link>
                  ),
                },
                { key: "state", header: text.state, cell: (batch) => <BatchState state={batch.state} /> },
                {
                  key: "progress",
                  header: text.progress,
                  className: "md:w-64",
                  cell: (batch) => <BatchBar batch={batch} />,
                },
                {
                  key: "created",
                  header: text.created,
                  align: "right",
                  cell: (batch) => <Ago time={batch.created_at} />,
                },
                {
                  key: "ended",
                  header: text.ended,
                  align: "right",
                  cell: (batch) => <Ago time={batch.ended_at} />,
                },
              ]}
            />
          )}
        </ListBody>
        <Pager list={list} nextCursor={query.data?.next_cursor} />
      </Panel>
    </>
  );
}
