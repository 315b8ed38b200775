import { KeyRound, ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { LoginRequest } from "../../api/generated";
import { Field, Form, FormNotice, PasswordField, Submit, type Values } from "../../components/form";
import { Notice } from "../../components/states";
import { Toaster } from "../../components/toast";
import { logInWith } from "../../features/auth/session";
import { useShop } from "../../features/catalog/shop";
import { asFailure, refusal } from "../../lib/problem";
import { useConsoleText } from "../text";
import { useConsoleTitle } from "../useConsoleTitle";
import { ThemeButton } from "./ThemeButton";

/** The demonstration's staff, as the program prints them when it starts. */
const DEMO = { email: "staff@penden.example", password: "penden-demo" };

/** First the password; who has a second factor is then asked for it. */
export function LogIn({ hasEnded }: { hasEnded: boolean }) {
  const text = useConsoleText().logIn;
  const [waiting, setWaiting] = useState<LoginRequest | null>(null);
  useConsoleTitle(text.submit);
  return waiting ? (
    <Frame icon={<ShieldCheck />} title={text.codeTitle} lead={text.codeLead}>
      <CodeForm login={waiting} />
      <button type="button" className="text-link text-sm" onClick={() => setWaiting(null)}>
        {text.another}
      </button>
    </Frame>
  ) : (
    <Frame icon={<KeyRound />} title={text.title} lead={text.lead}>
      {hasEnded && <Notice>{text.ended}</Notice>}
      <PasswordForm onCodeNeeded={setWaiting} />
      <a href="/forgot-password" className="text-link inline-block text-sm">
        {text.forgot}
      </a>
    </Frame>
  );
}

function PasswordForm({ onCodeNeeded }: { onCodeNeeded: (login: LoginRequest) => void }) {
  const text = useConsoleText().logIn;
  const { data: shop } = useShop();
  const submit = async ({ email = "", password = "" }: Values) => {
    try {
      await logInWith({ email, password });
    } catch (error) {
      if (asFailure(error).code !== "second_factor_required") throw error;
      onCodeNeeded({ email, password });
    }
  };
  return (
    <>
      {shop?.is_demo && (
        <div className="grid gap-2 rounded-xl bg-accent-soft p-3">
          <span>{text.demo}</span>
          <button type="button" className="btn-quiet bg-surface" onClick={() => void logInWith(DEMO)}>
            {text.demoUse}
          </button>
        </div>
      )}
      <Form onSubmit={submit} label={text.submit} className="space-y-4">
        <Field
          name="email"
          label={text.email}
          type="email"
          required
          autoComplete="username"
          maxLength={254}
        />
        <PasswordField name="password" label={text.password} />
        <FormNotice />
        <Submit busy={text.busy} className="w-full">
          {text.submit}
        </Submit>
      </Form>
    </>
  );
}

function CodeForm({ login }: { login: LoginRequest }) {
  const text = useConsoleText().logIn;
  const submit = async ({ code = "" }: Values) => {
    try {
      await logInWith({ ...login, code: code.replace(/\s/g, "") });
    } catch (error) {
      throw asFailure(error).status === 401 ? refusal(text.wrongCode) : error;
    }
  };
  return (
    <Form onSubmit={submit} label={text.codeTitle} className="space-y-4">
      <Field
        name="code"
        label={text.code}
        required
        minLength={6}
        maxLength={40}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        // This step has nothing else, and people come here from pressing a button.
        autoFocus
      />
      <FormNotice />
      <Submit busy={text.busy} className="w-full">
        {text.codeSubmit}
      </Submit>
    </Form>
  );
}

interface FrameProps {
  icon: ReactNode;
  title: string;
  lead: string;
  children: ReactNode;
}

function Frame({ icon, title, lead, children }: FrameProps) {
  const text = useConsoleText();
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-14 items-center justify-between px-4 sm:px-6">
        <a href="/" className="text-xl font-semibold tracking-tight" aria-label={text.toShop}>
          penden
        </a>
        <ThemeButton />
      </header>
      <main className="grid flex-1 place-items-center px-4 pb-24">
        <div className="w-full max-w-sm">
          <span
            aria-hidden
            className="mb-4 grid size-11 place-items-center rounded-xl bg-accent-soft text-accent [&_svg]:size-5"
          >
            {icon}
          </span>
          <h1 className="text-2xl">{title}</h1>
          <p className="mt-1 text-muted">{lead}</p>
          <div className="panel mt-5 space-y-4">{children}</div>
        </div>
      </main>
      <Toaster />
    </div>
  );
}
