import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useState } from "react";
import {
  changeMyEmail,
  changeMyPassword,
  requestEmailConfirmation,
  setMyMailPreferences,
  updateMe,
} from "../../api/generated";
import {
  getMyMailPreferencesOptions,
  getMyMailPreferencesQueryKey,
} from "../../api/generated/@tanstack/react-query.gen";
import { Checkbox, Field, Form, FormNotice, PasswordField, Submit } from "../../components/form";
import { toast } from "../../components/toast";
import { useMessages } from "../../i18n";
import { asFailure } from "../../lib/problem";
import { logInWith, userChanged, useSession } from "../auth/session";

export default function ProfilePage() {
  const text = useMessages();
  const session = useSession();
  const own = text.account.profile;
  // A form that is done is put back to its beginning by a new key.
  const [round, setRound] = useState(0);
  if (session.status !== "customer") return null;
  const { user } = session;
  const done = (message: string) => {
    toast(message);
    setRound((before) => before + 1);
  };
  return (
    <div className="space-y-5">
      <Card title={own.name}>
        <Form
          key={`name-${round}`}
          label={own.name}
          className="space-y-4"
          onSubmit={async ({ name = "" }) => {
            userChanged((await updateMe({ body: { name } })).data);
            done(own.nameSaved);
          }}
        >
          <Field
            name="name"
            label={text.fields.name}
            required
            maxLength={100}
            autoComplete="name"
            defaultValue={user.name}
          />
          <FormNotice />
          <Submit>{text.account.save}</Submit>
        </Form>
      </Card>
      <Card title={own.email}>
        <p className="break-words">
          {user.email}{" "}
          <span
            className={`ml-1 rounded-full px-2.5 py-0.5 text-xs font-medium ${user.email_verified ? "bg-accent-soft text-accent" : "bg-sale-soft text-sale"}`}
          >
            {user.email_verified ? own.verified : own.unverified}
          </span>
        </p>
        {!user.email_verified && <ConfirmAgain />}
        <Form
          key={`email-${round}`}
          label={own.changeEmail}
          className="mt-5 space-y-4"
          onSubmit={async ({ email = "", password = "" }) => {
            await changeMyEmail({ body: { email, password } });
            done(own.emailSent);
          }}
        >
          <Field
            name="email"
            label={own.newEmail}
            type="email"
            required
            maxLength={254}
            autoComplete="email"
          />
          <PasswordField name="password" label={text.fields.password} />
          <FormNotice />
          <Submit>{own.changeEmail}</Submit>
        </Form>
      </Card>
      <Card title={own.password}>
        <Form
          key={`password-${round}`}
          label={own.changePassword}
          className="space-y-4"
          onSubmit={async ({ old_password = "", new_password = "" }) => {
            await changeMyPassword({ body: { old_password, new_password } });
            // Every session has ended, this one too; it is opened again with what is known right now.
            await logInWith({ email: user.email, password: new_password });
            done(own.passwordChanged);
          }}
        >
          <PasswordField name="old_password" label={text.fields.oldPassword} />
          <PasswordField name="new_password" label={text.fields.newPassword} isNew />
          <FormNotice />
          <Submit>{own.changePassword}</Submit>
        </Form>
      </Card>
      <Mails />
    </div>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="panel">
      <h2 className="mb-4 text-lg font-semibold">{title}</h2>
      <div className="max-w-md">{children}</div>
    </section>
  );
}

function ConfirmAgain() {
  const text = useMessages().account.profile;
  const send = async () => {
    try {
      await requestEmailConfirmation();
      toast(text.sent);
    } catch (error) {
      toast(asFailure(error).detail, { tone: "bad" });
    }
  };
  return (
    <button type="button" onClick={send} className="text-link mt-2 min-h-9 text-sm">
      {text.sendAgain}
    </button>
  );
}

function Mails() {
  const text = useMessages().account.profile;
  const queries = useQueryClient();
  const { data } = useQuery(getMyMailPreferencesOptions());
  const save = async (reminders: boolean) => {
    const key = getMyMailPreferencesQueryKey();
    queries.setQueryData(key, { reminders });
    try {
      await setMyMailPreferences({ body: { reminders } });
      toast(text.mailsSaved);
    } catch (error) {
      queries.setQueryData(key, { reminders: !reminders });
      toast(asFailure(error).detail, { tone: "bad" });
    }
  };
  return (
    <Card title={text.mails}>
      <Checkbox
        label={text.reminders}
        disabled={!data}
        checked={data?.reminders ?? false}
        onChange={(event) => save(event.target.checked)}
      />
    </Card>
  );
}
