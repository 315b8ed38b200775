import { PageHeader } from "../../components/PageHeader";
import { useFleetNav } from "../nav";

export default function OverviewPage() {
  return <PageHeader title={useFleetNav().overview} />;
}
