import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SecondFactorSecret } from "../../api/generated";
import {
  beginSecondFactor,
  changeMyPassword,
  confirmSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from "../../api/generated";
import {
  getMySecondFactorOptions,
  getMySecondFactorQueryKey,
} from "../../api/generated/@tanstack/react-query.gen";
import { Field, Form, FormNotice, PasswordField, Submit } from "../../components/form";
import { Sheet } from "../../components/Sheet";
import { toast } from "../../components/toast";
import { logInWith, refresh } from "../../features/auth/session";
import { useLocale } from "../../i18n";
import { copyText } from "../../lib/copy";
import { formatDate } from "../../lib/format";
import { useMay, useStaff } from "../access";
import { CopyId } from "../components/CopyId";
import { PageHeader } from "../components/PageHeader";
import { Facts, Panel } from "../components/Panel";
import { BlockSkeleton, Read } from "../components/states";
import { useNames } from "../names";
import { useRoleList } from "../shop/kit/lookups";
import { useConsoleText } from "../text";

/** One's own account: what one may do, the password, and the second factor. */
export default function AccountPage() {
  const text = useConsoleText().me;
  const user = useStaff();
  return (
    <>
      <PageHeader title={text.title} lead={user.email} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title={user.name}>
          <Facts
            items={[
              [text.roles, <RoleList key="roles" slugs={user.roles.length > 0 ? user.roles : [user.role]} />],
              [text.permissions, <PermissionList key="list" codes={user.permissions} />],
            ]}
          />
        </Panel>
        <div className="grid gap-4">
          <PasswordPanel />
          <FactorPanel />
        </div>
      </div>
    </>
  );
}

function RoleList({ slugs }: { slugs: string[] }) {
  const names = useNames();
  // Who may not see the roles is told the slugs of the shop's own ones, made readable.
  const { data: roles = [] } = useRoleList(useMay("users_read"));
  const called = (slug: string) => names.role(roles.find((role) => role.slug === slug) ?? { slug }).name;
  return <span title={slugs.join("\n")}>{slugs.map(called).join(", ")}</span>;
}

function PermissionList({ codes }: { codes: string[] }) {
  const names = useNames();
  return (
    <ul className="flex flex-wrap gap-1.5">
      {codes.map((code) => (
        <li key={code} title={code} className="rounded-md bg-sunken px-1.5 py-0.5 text-xs">
          {names.permission(code)}
        </li>
      ))}
    </ul>
  );
}

function PasswordPanel() {
  const text = useConsoleText().me;
  const { email } = useStaff();
  const [round, setRound] = useState(0);
  return (
    <Panel title={text.password}>
      <Form
        key={round}
        label={text.password}
        className="space-y-4"
        onSubmit={async ({ old_password = "", new_password = "" }) => {
          await changeMyPassword({ body: { old_password, new_password } });
          toast(text.changed);
          setRound(round + 1);
          // Every session has ended, this one too. With a second factor the log-in asks for its code.
          await logInWith({ email, password: new_password }).catch(() => refresh());
        }}
      >
        <PasswordField name="old_password" label={text.current} />
        <PasswordField name="new_password" label={text.next} isNew />
        <FormNotice />
        <Submit>{text.change}</Submit>
      </Form>
    </Panel>
  );
}

type Step =
  | { name: "password" }
  | { name: "confirm"; secret: SecondFactorSecret }
  | { name: "codes"; codes: string[] }
  | { name: "renew" }
  | { name: "remove" };

function FactorPanel() {
  const text = useConsoleText().me;
  const locale = useLocale();
  const factor = useQuery(getMySecondFactorOptions());
  const [step, setStep] = useState<Step | null>(null);
  return (
    <Panel title={text.factor}>
      <Read query={factor} skeleton={<BlockSkeleton className="h-16" />}>
        {({ since, recovery_codes }) => (
          <>
            <p className="text-muted">
              {since ? text.factorOn(formatDate(since, locale), recovery_codes) : text.factorOff}
            </p>
            <div className="mt-4 flex flex-wrap gap-2">
              {since ? (
                <>
                  <button type="button" className="btn-quiet" onClick={() => setStep({ name: "renew" })}>
                    {text.renew}
                  </button>
                  <button type="button" className="btn-danger" onClick={() => setStep({ name: "remove" })}>
                    {text.remove}
                  </button>
                </>
              ) : (
                <button type="button" className="btn-primary" onClick={() => setStep({ name: "password" })}>
                  {text.begin}
                </button>
              )}
            </div>
          </>
        )}
      </Read>
      <Sheet kind="modal" open={step !== null} onClose={() => setStep(null)} title={text.factor}>
        {step && <FactorStep key={step.name} step={step} go={setStep} />}
      </Sheet>
    </Panel>
  );
}

function FactorStep({ step, go }: { step: Step; go: (step: Step | null) => void }) {
  const text = useConsoleText().me;
  const client = useQueryClient();
  const changed = () => client.invalidateQueries({ queryKey: getMySecondFactorQueryKey() });
  if (step.name === "codes") return <Codes codes={step.codes} onDone={() => go(null)} />;
  const submit = async ({ password = "", code = "" }: Record<string, string>) => {
    const typed = { body: { code: code.replace(/\s/g, "") } };
    if (step.name === "password") {
      go({ name: "confirm", secret: (await beginSecondFactor({ body: { password } })).data });
    } else if (step.name === "remove") {
      await removeSecondFactor(typed);
      toast(text.removed);
      go(null);
      await changed();
    } else {
      const { data } = await (step.name === "confirm"
        ? confirmSecondFactor(typed)
        : renewRecoveryCodes(typed));
      go({ name: "codes", codes: data.codes });
      await changed();
    }
  };
  return (
    <Form className="space-y-4 py-5" onSubmit={submit}>
      {step.name === "password" && <p className="text-muted">{text.beginText}</p>}
      {step.name === "confirm" && <Secret secret={step.secret} />}
      {step.name === "password" ? <PasswordField name="password" label={text.current} /> : <CodeField />}
      <FormNotice />
      <Submit className="w-full">{SUBMITS[step.name](text)}</Submit>
    </Form>
  );
}

const SUBMITS: Record<
  Exclude<Step["name"], "codes">,
  (text: ReturnType<typeof useConsoleText>["me"]) => string
> = {
  password: (text) => text.begin,
  confirm: (text) => text.confirmCode,
  renew: (text) => text.renew,
  remove: (text) => text.remove,
};

function CodeField() {
  const text = useConsoleText().logIn;
  return (
    <Field name="code" label={text.code} required minLength={6} maxLength={40} autoComplete="one-time-code" />
  );
}

function Secret({ secret }: { secret: SecondFactorSecret }) {
  const text = useConsoleText().me;
  return (
    <div className="space-y-3">
      <p className="text-muted">{text.scan}</p>
      <Facts items={[[text.secret, <CopyId key="secret" id={secret.secret} full />]]} />
      <a href={secret.url} className="text-link">
        {text.openApp}
      </a>
    </div>
  );
}

function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const text = useConsoleText();
  const copy = async () => {
    toast((await copyText(codes.join("\n"))) ? text.copied : text.notCopied);
  };
  return (
    <div className="space-y-4 py-5">
      <p className="text-muted">{text.me.codesText}</p>
      <ul className="grid grid-cols-2 gap-2 rounded-xl bg-sunken p-4 font-mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="btn-quiet" onClick={() => void copy()}>
          {text.me.copyCodes}
        </button>
        <button type="button" className="btn-primary" onClick={onDone}>
          {text.me.done}
        </button>
      </div>
    </div>
  );
}
