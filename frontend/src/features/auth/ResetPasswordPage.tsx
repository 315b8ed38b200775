import { Link, useNavigate } from "react-router";
import { resetPassword } from "../../api/generated";
import { Form, FormNotice, PasswordField, Submit } from "../../components/form";
import { toast } from "../../components/toast";
import { useMessages } from "../../i18n";
import { useTitle } from "../../lib/useTitle";
import { AuthCard } from "./AuthCard";
import { useTokenFromAddress } from "./tokenFromAddress";

export default function ResetPasswordPage() {
  const text = useMessages();
  const token = useTokenFromAddress();
  const navigate = useNavigate();
  useTitle(text.auth.resetTitle);
  return (
    <AuthCard title={text.auth.resetTitle} lead={text.auth.resetLead}>
      <Form
        label={text.auth.resetTitle}
        className="space-y-5"
        onSubmit={async ({ new_password = "" }) => {
          await resetPassword({ body: { token: token || "-", new_password } });
          toast(text.auth.resetDone);
          await navigate("/log-in", { replace: true });
        }}
      >
        <PasswordField name="new_password" label={text.fields.newPassword} isNew />
        <FormNotice />
        <Submit className="w-full">{text.auth.reset}</Submit>
      </Form>
      <Link to="/forgot-password" className="text-link text-sm">
        {text.auth.newLink}
      </Link>
    </AuthCard>
  );
}
