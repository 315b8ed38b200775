import { Link, useNavigate } from "react-router";
import { Field, Form, FormNotice, PasswordField, Submit, type Values } from "../../components/form";
import { useMessages } from "../../i18n";
import { useTitle } from "../../lib/useTitle";
import { AuthCard } from "./AuthCard";
import { registerWith } from "./session";
import { useReturnTo } from "./useReturnTo";

export default function RegisterPage() {
  const text = useMessages();
  const { to, state } = useReturnTo();
  const navigate = useNavigate();
  useTitle(text.auth.register);
  const submit = async ({ name = "", email = "", password = "" }: Values) => {
    await registerWith({ name, email, password });
    await navigate(to, { replace: true });
  };
  return (
    <AuthCard title={text.auth.register} lead={text.auth.registerLead}>
      <Form onSubmit={submit} label={text.auth.register} className="space-y-5">
        <div className="space-y-4">
          <Field name="name" label={text.fields.name} required autoComplete="name" maxLength={100} />
          <Field
            name="email"
            label={text.fields.email}
            type="email"
            required
            autoComplete="email"
            maxLength={254}
          />
          <PasswordField name="password" label={text.fields.password} isNew />
        </div>
        <FormNotice />
        <Submit busy={text.auth.registering} className="w-full">
          {text.auth.register}
        </Submit>
      </Form>
      <p className="text-sm">
        <span className="text-muted">{text.auth.haveAccount}</span>{" "}
        <Link to="/log-in" state={state} className="text-link">
          {text.auth.logIn}
        </Link>
      </p>
    </AuthCard>
  );
}
