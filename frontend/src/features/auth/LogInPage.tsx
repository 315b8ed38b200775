import { useRef, useState } from "react";
import { Link, Navigate, useNavigate } from "react-router";
import type { LoginRequest } from "../../api/generated";
import { Field, Form, FormNotice, PasswordField, Submit, type Values } from "../../components/form";
import { Notice } from "../../components/states";
import { useMessages } from "../../i18n";
import { asFailure, refusal } from "../../lib/problem";
import { useTitle } from "../../lib/useTitle";
import { useShop } from "../catalog/shop";
import { AuthCard } from "./AuthCard";
import { logInWith, useSession } from "./session";
import { useReturnTo } from "./useReturnTo";

/** The demonstration's customer, as the program prints it when it starts. */
const DEMO = { email: "ada@penden.example", password: "penden-demo" };

export default function LogInPage() {
  const text = useMessages();
  const { to, hasEnded, state } = useReturnTo();
  const navigate = useNavigate();
  const session = useSession();
  const { data: shop } = useShop();
  const fields = useRef<HTMLDivElement>(null);
  const [wasIn] = useState(session.status === "customer");
  // The password is kept for as long as this page is open, since both go together.
  const [waiting, setWaiting] = useState<LoginRequest | null>(null);
  useTitle(text.auth.logIn);
  if (wasIn) return <Navigate to={to} replace />;

  const submit = async (values: Values) => {
    const login = { email: values.email ?? "", password: values.password ?? "" };
    try {
      await logInWith(login);
    } catch (error) {
      if (asFailure(error).code !== "second_factor_required") throw error;
      return setWaiting(login);
    }
    await navigate(to, { replace: true });
  };
  const submitCode = async (values: Values) => {
    if (!waiting) return;
    try {
      await logInWith({ ...waiting, code: (values.code ?? "").replace(/\s/g, "") });
    } catch (error) {
      throw asFailure(error).status === 401 ? refusal(text.auth.wrongCode) : error;
    }
    await navigate(to, { replace: true });
  };
  const fill = () => {
    for (const [name, value] of Object.entries(DEMO)) {
      const input = fields.current?.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (input) input.value = value;
    }
  };
  if (waiting) {
    return (
      <AuthCard title={text.auth.codeTitle} lead={text.auth.codeLead}>
        <Form onSubmit={submitCode} label={text.auth.codeTitle} className="space-y-5">
          <Field
            name="code"
            label={text.auth.code}
            required
            minLength={6}
            maxLength={40}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
          />
          <FormNotice />
          <Submit busy={text.auth.loggingIn} className="w-full">
            {text.auth.logIn}
          </Submit>
        </Form>
        <button type="button" className="text-link text-sm" onClick={() => setWaiting(null)}>
          {text.auth.another}
        </button>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={text.auth.logIn} lead={text.auth.logInLead}>
      {hasEnded && <Notice>{text.auth.expired}</Notice>}
      {shop?.is_demo && (
        <div className="flex items-center justify-between gap-3 rounded-2xl bg-accent-soft py-2 pr-2 pl-4 text-sm">
          <span>{text.auth.demo}</span>
          <button type="button" onClick={fill} className="btn-quiet h-10 shrink-0 bg-surface px-4 text-sm">
            {text.auth.demoUse}
          </button>
        </div>
      )}
      <Form onSubmit={submit} label={text.auth.logIn} className="space-y-5">
        <div ref={fields} className="space-y-4">
          <Field
            name="email"
            label={text.fields.email}
            type="email"
            required
            autoComplete="username"
            maxLength={254}
          />
          <PasswordField name="password" label={text.fields.password} />
        </div>
        <FormNotice />
        <Submit busy={text.auth.loggingIn} className="w-full">
          {text.auth.logIn}
        </Submit>
      </Form>
      <div className="flex flex-wrap justify-between gap-x-4 gap-y-2 text-sm">
        <Link to="/forgot-password" className="text-link">
          {text.auth.forgot}
        </Link>
        <span>
          <span className="text-muted">{text.auth.noAccount}</span>{" "}
          <Link to="/register" state={state} className="text-link">
            {text.auth.register}
          </Link>
        </span>
      </div>
    </AuthCard>
  );
}
