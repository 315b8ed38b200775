import type { QueueDepths } from "../../../api/generated";
import { DataTable } from "../../components/DataTable";
import { useFleetNav } from "../nav";
import { depthColumns } from "../queues/columns";
import { useQueuesText } from "../queues/text";

export function QueueGlance({ queues }: { queues: QueueDepths[] }) {
  const text = useQueuesText();
  return (
    <DataTable
      caption={useFleetNav().queues}
      columns={depthColumns<QueueDepths>(text, (queue) => queue)}
      rows={queues}
      rowKey={(queue) => queue.name}
    />
  );
}
