import { MailQuestion } from "lucide-react";
import { useState } from "react";
import { requestPasswordReset } from "../../api/generated";
import { Field, Form, FormNotice, Submit } from "../../components/form";
import { Empty } from "../../components/states";
import { useMessages } from "../../i18n";
import { useTitle } from "../../lib/useTitle";
import { AuthCard } from "./AuthCard";

export default function ForgotPasswordPage() {
  const text = useMessages();
  const [sentTo, setSentTo] = useState<string | null>(null);
  useTitle(text.auth.forgotTitle);
  if (sentTo) {
    return (
      <Empty level="h1" icon={<MailQuestion />} title={text.auth.sentTitle}>
        {text.auth.sentText(sentTo)}
      </Empty>
    );
  }
  return (
    <AuthCard title={text.auth.forgotTitle} lead={text.auth.forgotLead}>
      <Form
        label={text.auth.forgotTitle}
        className="space-y-5"
        onSubmit={async ({ email = "" }) => {
          await requestPasswordReset({ body: { email } });
          setSentTo(email);
        }}
      >
        <Field
          name="email"
          label={text.fields.email}
          type="email"
          required
          autoComplete="email"
          maxLength={254}
        />
        <FormNotice />
        <Submit className="w-full">{text.auth.send}</Submit>
      </Form>
    </AuthCard>
  );
}
