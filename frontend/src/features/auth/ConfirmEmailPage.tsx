import { useQuery } from "@tanstack/react-query";
import { MailCheck, MailX } from "lucide-react";
import { Link } from "react-router";
import { confirmEmail, getMe } from "../../api/generated";
import { Empty } from "../../components/states";
import { useMessages } from "../../i18n";
import { useTitle } from "../../lib/useTitle";
import { sessionState, userChanged } from "./session";
import { useTokenFromAddress } from "./tokenFromAddress";

export default function ConfirmEmailPage() {
  const text = useMessages().auth;
  const token = useTokenFromAddress();
  // A query rather than an effect, so that it is sent once however often this is drawn.
  const proof = useQuery({
    queryKey: ["confirm-email", token],
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      await confirmEmail({ body: { token } });
      if (sessionState().status === "customer") userChanged((await getMe()).data);
      return true;
    },
    enabled: token !== "",
  });
  useTitle(proof.isLoading ? text.confirming : proof.data ? text.confirmed : text.confirmFailed);
  if (proof.isLoading) {
    return (
      <p role="status" className="py-32 text-center text-muted">
        {text.confirming}
      </p>
    );
  }
  return proof.data ? (
    <Empty
      level="h1"
      icon={<MailCheck />}
      title={text.confirmed}
      action={
        <Link to="/account" className="btn-primary">
          {text.toAccount}
        </Link>
      }
    >
      {text.confirmedText}
    </Empty>
  ) : (
    <Empty
      level="h1"
      icon={<MailX />}
      title={text.confirmFailed}
      action={
        <Link to="/account/profile" className="btn-primary">
          {text.toAccount}
        </Link>
      }
    >
      {text.confirmFailedText}
    </Empty>
  );
}
