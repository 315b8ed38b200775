import { ShieldOff, UserPlus, UserRoundCog } from "lucide-react";
import { useState } from "react";
import type { NameSort, StaffMember } from "../../../api/generated";
import {
  createStaff,
  deactivateStaff,
  listStaff,
  reactivateStaff,
  resetSecondFactor,
  setRoles,
} from "../../../api/generated";
import { Field } from "../../../components/form";
import { useMay, useStaff } from "../../access";
import { confirm } from "../../components/confirm";
import { FilterBar, SelectFilter, TextFilter } from "../../components/FilterBar";
import { StatusPill } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { useNames } from "../../names";
import { useRun, useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { Choose } from "../kit/fields";
import { type Column, List, ROW_BUTTON, usePage } from "../kit/List";
import { useRoleList } from "../kit/lookups";
import { Page } from "../kit/page";
import { orNothing } from "../kit/parse";
import { usePeopleText } from "../kit/peopleText";
import { useWords } from "../kit/text";

export default function StaffPage() {
  const text = usePeopleText();
  const words = useWords();
  const mayWrite = useMay("users_write");
  const list = useList(["email", "role", "active"]);
  const { data: roles = [] } = useRoleList();
  const [open, setOpen] = useState<StaffMember | "new" | null>(null);
  const staff = usePage("staff", list, (cursor, signal) =>
    listStaff({
      query: {
        email: list.get("email") || undefined,
        role: list.get("role") || undefined,
        active: list.get("active") ? list.get("active") === "true" : undefined,
        sort: (list.get("sort") || undefined) as NameSort | undefined,
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const { role: called } = useNames();
  const names = new Map(roles.map((role) => [role.slug, called(role).name]));
  const columns: Column<StaffMember>[] = [
    {
      key: "name",
      header: words.name,
      sort: { up: "ascending", down: "descending" },
      cell: (row) => (
        <span className="block">
          {row.name}
          <span className="block font-normal text-muted [overflow-wrap:anywhere]">{row.email}</span>
        </span>
      ),
    },
    {
      key: "roles",
      header: text.roles,
      cell: (row) => (
        <span title={row.roles.join("\n")}>
          {row.roles.map((slug) => names.get(slug) ?? called({ slug }).name).join(", ")}
        </span>
      ),
    },
    {
      key: "account",
      header: text.account,
      cell: (row) => (
        <StatusPill tone={row.deactivated_at ? "quiet" : "good"}>
          {row.deactivated_at ? text.closed : text.open}
        </StatusPill>
      ),
    },
  ];
  const add = mayWrite && (
    <button type="button" className="btn-primary" onClick={() => setOpen("new")}>
      <UserPlus aria-hidden className="size-4" />
      {text.newStaff}
    </button>
  );
  return (
    <Page title={text.staff} lead={text.staffLead} actions={add}>
      <FilterBar list={list}>
        <TextFilter
          list={list}
          name="email"
          label={words.email}
          maxLength={254}
          accepts={(value) => /^[!-~]+$/.test(value)}
        />
        <SelectFilter list={list} name="role" label={text.role} options={[...names]} />
        <SelectFilter
          list={list}
          name="active"
          label={text.account}
          options={[
            ["true", text.open],
            ["false", text.closed],
          ]}
        />
      </FilterBar>
      <List
        label={text.staff}
        list={list}
        query={staff}
        columns={columns}
        rowKey={(row) => row.id}
        sort={{ value: list.get("sort") || "ascending", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <UserRoundCog />, title: text.noStaff }}
        actions={
          mayWrite ? (member) => <Actions member={member} onRoles={() => setOpen(member)} /> : undefined
        }
      />
      <Edit key={open === null ? "" : "open"} open={open} onClose={() => setOpen(null)} />
    </Page>
  );
}

function Actions({ member, onRoles }: { member: StaffMember; onRoles: () => void }) {
  const text = usePeopleText();
  const send = useSend();
  const { run } = useRun();
  // Closing one's own account, or taking one's own factor away, is a slip of the hand.
  const isSelf = useStaff().id === member.id;
  const path = { id: member.id };
  const close = () =>
    confirm({
      title: `${text.close}: ${member.name}`,
      text: text.closeText,
      action: text.close,
      tone: "danger",
      run: () => send(null, () => deactivateStaff({ path }), text.closedDone),
    });
  const reset = () =>
    confirm({
      title: `${text.resetFactor}: ${member.name}`,
      text: text.resetFactorText,
      action: text.resetFactor,
      tone: "danger",
      run: () => send(null, () => resetSecondFactor({ path }), text.resetDone),
    });
  return (
    <>
      <button type="button" className={ROW_BUTTON} onClick={onRoles}>
        {text.roles}
        <span className="sr-only">: {member.name}</span>
      </button>
      {!isSelf && (
        <>
          <button
            type="button"
            className="icon-btn"
            aria-label={`${text.resetFactor}: ${member.name}`}
            onClick={() => void reset()}
          >
            <ShieldOff aria-hidden className="size-4" />
          </button>
          <button
            type="button"
            className={ROW_BUTTON}
            onClick={() =>
              void (member.deactivated_at
                ? run(null, () => reactivateStaff({ path }), text.reopened)
                : close())
            }
          >
            {member.deactivated_at ? text.reopen : text.close}
            <span className="sr-only">: {member.name}</span>
          </button>
        </>
      )}
    </>
  );
}

function Edit({ open, onClose }: { open: StaffMember | "new" | null; onClose: () => void }) {
  const text = usePeopleText();
  const words = useWords();
  const send = useSend();
  const { data: roles = [] } = useRoleList(open !== null);
  const { role: called } = useNames();
  const member = open === "new" || open === null ? undefined : open;
  const [chosen, setChosen] = useState(member?.roles ?? []);
  return (
    <FormDialog
      open={open !== null}
      onClose={onClose}
      title={member ? text.rolesOf(member.name) : text.newStaff}
      onSubmit={(values) => {
        if (member) {
          const body = { roles: chosen };
          return send(body, () => setRoles({ path: { id: member.id }, body }), words.saved);
        }
        const { email = "", name = "" } = values;
        const body = { email, name, password: orNothing(values.password), roles: chosen };
        return send(body, () => createStaff({ body }), text.added);
      }}
    >
      {!member && (
        <>
          <Field name="name" label={words.name} required maxLength={100} autoComplete="off" />
          <Field name="email" label={words.email} type="email" required maxLength={254} autoComplete="off" />
          <Field
            name="password"
            label={text.password}
            hint={text.invite}
            type="password"
            minLength={10}
            maxLength={128}
            autoComplete="new-password"
          />
        </>
      )}
      <Choose
        label={text.roles}
        hint={text.rolesHint}
        choices={roles.map((role) => {
          const { name, description } = called(role);
          return {
            value: role.slug,
            words: `${name} ${description} ${role.slug}`,
            label: (
              <>
                {name}
                {description && <span className="block text-muted">{description}</span>}
              </>
            ),
          };
        })}
        chosen={chosen}
        onChange={setChosen}
      />
    </FormDialog>
  );
}
