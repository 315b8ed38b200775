import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, ShieldCheck, ShieldOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { SecondFactorSecret } from "../../api/generated";
import {
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from "../../api/generated";
import {
  getMySecondFactorOptions,
  getMySecondFactorQueryKey,
} from "../../api/generated/@tanstack/react-query.gen";
import { Field, Form, FormNotice, PasswordField, Submit, type Values } from "../../components/form";
import { ErrorState, Loading } from "../../components/states";
import { toast } from "../../components/toast";
import { useLocale, useMessages } from "../../i18n";
import { formatDate } from "../../lib/format";
import { asFailure, refusal } from "../../lib/problem";
import { save } from "../../lib/save";
import { QrCode } from "./QrCode";

/** What is being done; the codes are seen here only, and forgotten with the page. */
type Step =
  | { name: "rest" }
  | { name: "password" }
  | { name: "scan"; secret: SecondFactorSecret }
  | { name: "codes"; codes: string[] }
  | { name: "renew" }
  | { name: "remove" };

export default function SecurityPage() {
  const text = useMessages().account.security;
  const queries = useQueryClient();
  const factor = useQuery({ ...getMySecondFactorOptions(), staleTime: 0 });
  const [step, setStep] = useState<Step>({ name: "rest" });
  const done = async (next: Step) => {
    setStep(next);
    await queries.invalidateQueries({ queryKey: getMySecondFactorQueryKey() });
  };
  return (
    <section aria-labelledby="second-factor">
      <h2 id="second-factor" className="text-xl font-semibold">
        {text.title}
      </h2>
      <div className="panel mt-4">
        {factor.isPending ? (
          <Loading label={text.loading} className="space-y-3">
            <div className="skeleton h-5 w-3/4 rounded" />
            <div className="skeleton h-12 w-40 rounded-full" />
          </Loading>
        ) : factor.error ? (
          <ErrorState error={factor.error} retry={factor.refetch} />
        ) : step.name === "codes" ? (
          <RecoveryCodes codes={step.codes} onDone={() => setStep({ name: "rest" })} />
        ) : step.name === "scan" ? (
          <Scan secret={step.secret} onDone={(codes) => done({ name: "codes", codes })} />
        ) : step.name === "password" ? (
          <Password onDone={(secret) => setStep({ name: "scan", secret })} />
        ) : step.name === "renew" ? (
          <Code
            action={text.renew}
            send={async (code) =>
              done({ name: "codes", codes: (await renewRecoveryCodes({ body: { code } })).data.codes })
            }
          />
        ) : step.name === "remove" ? (
          <Code
            action={text.remove}
            send={async (code) => {
              await removeSecondFactor({ body: { code } });
              toast(text.removed);
              await done({ name: "rest" });
            }}
          />
        ) : factor.data.since ? (
          <On since={factor.data.since} left={factor.data.recovery_codes} onStep={setStep} />
        ) : (
          <State icon={<ShieldOff />} text={text.off}>
            <button type="button" className="btn-primary" onClick={() => setStep({ name: "password" })}>
              {text.begin}
            </button>
          </State>
        )}
      </div>
    </section>
  );
}

function State({ icon, text, children }: { icon: ReactNode; text: string; children: ReactNode }) {
  return (
    <div className="flex gap-4">
      <span
        aria-hidden
        className="grid size-11 shrink-0 place-items-center rounded-full bg-accent-soft text-accent [&_svg]:size-5"
      >
        {icon}
      </span>
      <div className="min-w-0 max-w-prose">
        <p className="leading-relaxed">{text}</p>
        <div className="mt-4 flex flex-wrap gap-2">{children}</div>
      </div>
    </div>
  );
}

function On({ since, left, onStep }: { since: string; left: number; onStep: (step: Step) => void }) {
  const text = useMessages().account.security;
  const locale = useLocale();
  return (
    <State icon={<ShieldCheck />} text={`${text.on(formatDate(since, locale))} ${text.codesLeft(left)}`}>
      <button type="button" className="btn-quiet" onClick={() => onStep({ name: "renew" })}>
        {text.renew}
      </button>
      <button type="button" className="btn-quiet" onClick={() => onStep({ name: "remove" })}>
        {text.remove}
      </button>
    </State>
  );
}

function Password({ onDone }: { onDone: (secret: SecondFactorSecret) => void }) {
  const text = useMessages();
  const begin = async ({ password = "" }: Values) =>
    onDone((await beginSecondFactor({ body: { password } })).data);
  return (
    <Form onSubmit={begin} label={text.account.security.begin} className="max-w-md space-y-4">
      <p>{text.account.security.password}</p>
      <PasswordField name="password" label={text.fields.password} />
      <FormNotice />
      <Submit>{text.account.security.begin}</Submit>
    </Form>
  );
}

/** A code that does not fit is said in other words than a log-in that has ended. */
function withWords<T>(work: Promise<T>, words: string): Promise<T> {
  return work.catch((error: unknown) => {
    const { status, code } = asFailure(error);
    throw status === 401 || status === 422 || code === "wrong_code" ? refusal(words) : error;
  });
}

function Scan({ secret, onDone }: { secret: SecondFactorSecret; onDone: (codes: string[]) => void }) {
  const text = useMessages().account.security;
  const confirm = async ({ code = "" }: Values) => {
    const body = { code: code.replace(/\s/g, "") };
    onDone((await withWords(confirmSecondFactor({ body }), text.wrongCode)).data.codes);
  };
  return (
    <div className="space-y-4">
      <p>{text.scan}</p>
      <QrCode text={secret.url} label={text.qr} />
      <p>
        <code className="rounded-lg bg-sunken px-2 py-1 text-sm break-all">{secret.secret}</code>
      </p>
      <Form onSubmit={confirm} label={text.confirm} className="max-w-md space-y-4">
        <Field
          name="code"
          label={text.code}
          required
          minLength={6}
          maxLength={10}
          inputMode="numeric"
          autoComplete="one-time-code"
        />
        <FormNotice />
        <Submit>{text.confirm}</Submit>
      </Form>
    </div>
  );
}

function Code({ action, send }: { action: string; send: (code: string) => Promise<unknown> }) {
  const text = useMessages().account.security;
  const submit = ({ code = "" }: Values) => withWords(send(code.trim()), text.wrongCode);
  return (
    <Form onSubmit={submit} label={action} className="max-w-md space-y-4">
      <Field
        name="code"
        label={text.anyCode}
        required
        minLength={6}
        maxLength={40}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
      />
      <FormNotice />
      <Submit>{action}</Submit>
    </Form>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const text = useMessages().account.security;
  const keep = () =>
    save(new Blob([`${codes.join("\n")}\n`], { type: "text/plain" }), "penden-recovery-codes.txt");
  return (
    <div className="space-y-4">
      <h3 className="text-lg font-semibold">{text.recoveryTitle}</h3>
      <p className="max-w-prose text-muted">{text.recoveryText}</p>
      <ul aria-label={text.recoveryTitle} className="grid max-w-md grid-cols-2 gap-2">
        {codes.map((code) => (
          <li key={code}>
            <code className="block rounded-lg bg-sunken px-3 py-2 text-center text-sm">{code}</code>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="btn-quiet" onClick={keep}>
          <Download aria-hidden className="size-4" />
          {text.recoverySave}
        </button>
        <button type="button" className="btn-primary" onClick={onDone}>
          {text.recoveryDone}
        </button>
      </div>
    </div>
  );
}
