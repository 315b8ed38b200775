import { useQuery } from "@tanstack/react-query";
import { KeySquare } from "lucide-react";
import { useState } from "react";
import type { NameSort, StaffRole } from "../../../api/generated";
import { createRole, deleteRole, listPermissions, listRoles, updateRole } from "../../../api/generated";
import { Field } from "../../../components/form";
import { useMay } from "../../access";
import { CreateButton } from "../../components/CreateButton";
import { useList } from "../../components/useList";
import { useNames } from "../../names";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { EditAndDelete } from "../kit/EditAndDelete";
import { Choose } from "../kit/fields";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { changed } from "../kit/parse";
import { usePeopleText } from "../kit/peopleText";
import { useRemove } from "../kit/removing";
import { useWords } from "../kit/text";

/** Administrators may do everything, also what later versions add; their role cannot be changed. */
const FIXED = "admin";

/** What can be allowed, with words for what this version of the pages knows. */
export function usePermissionChoices(enabled: boolean) {
  const names = useNames();
  const { data } = useQuery({
    queryKey: ["console", "permissions"],
    queryFn: async ({ signal }) => (await listPermissions({ signal })).data.items,
    enabled,
  });
  return (data ?? []).map((name) => ({
    value: name,
    words: `${name} ${names.permission(name)}`,
    label: (
      <>
        {names.permission(name)} <code className="text-xs text-muted">{name}</code>
      </>
    ),
  }));
}

export default function RolesPage() {
  const text = usePeopleText();
  const words = useWords();
  const ask = useRemove();
  const names = useNames();
  const mayWrite = useMay("roles_write");
  const list = useList([]);
  const [open, setOpen] = useState<StaffRole | "new" | null>(null);
  const roles = usePage("roles", list, (cursor, signal) =>
    listRoles({
      query: { sort: (list.get("sort") || undefined) as NameSort | undefined, cursor, limit: 50 },
      signal,
    }),
  );
  const remove = (role: StaffRole) =>
    ask({ name: names.role(role).name, run: () => deleteRole({ path: { slug: role.slug } }) });
  const columns: Column<StaffRole>[] = [
    {
      key: "name",
      header: words.name,
      sort: { up: "ascending", down: "descending" },
      cell: (row) => (
        <span className="block" title={row.slug}>
          {names.role(row).name}
          {row.description && (
            <span className="block font-normal text-muted">{names.role(row).description}</span>
          )}
        </span>
      ),
    },
    {
      key: "permissions",
      header: text.permissions,
      cell: (row) =>
        row.slug === FIXED ? (
          text.everything
        ) : (
          <span title={row.permissions.map(names.permission).join("\n")}>
            {text.permissionCount(row.permissions.length)}
          </span>
        ),
    },
    {
      key: "kind",
      header: words.kind,
      hidden: "phone",
      cell: (row) => (row.shipped ? text.shipped : text.own),
    },
  ];
  const create = mayWrite && <CreateButton label={text.newRole} onClick={() => setOpen("new")} />;
  const actions = (role: StaffRole) =>
    role.slug === FIXED ? null : (
      <EditAndDelete
        name={names.role(role).name}
        edit={() => setOpen(role)}
        remove={role.shipped ? undefined : () => void remove(role)}
      />
    );
  return (
    <Page title={text.roles} lead={text.rolesLead} actions={create}>
      <List
        label={text.roles}
        list={list}
        query={roles}
        columns={columns}
        rowKey={(row) => row.slug}
        sort={{ value: list.get("sort") || "ascending", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <KeySquare />, title: words.nothing }}
        isSmall
        actions={mayWrite ? actions : undefined}
      />
      <Edit key={open === null ? "" : "open"} open={open} onClose={() => setOpen(null)} />
    </Page>
  );
}

function Edit({ open, onClose }: { open: StaffRole | "new" | null; onClose: () => void }) {
  const text = usePeopleText();
  const words = useWords();
  const send = useSend();
  const choices = usePermissionChoices(open !== null);
  const role = open === "new" || open === null ? undefined : open;
  const [permissions, setPermissions] = useState(role?.permissions ?? []);
  return (
    <FormDialog
      open={open !== null}
      onClose={onClose}
      title={role?.name ?? text.newRole}
      submit={role ? words.save : words.create}
      onSubmit={({ name = "", description = "", slug = "" }) => {
        if (!role) {
          const body = { slug, name, description, permissions };
          return send(body, () => createRole({ body }), words.created);
        }
        const body = { ...changed({ name, description, permissions }, { ...role }), version: role.version };
        return send(body, () => updateRole({ path: { slug: role.slug }, body }), words.saved);
      }}
    >
      <Field name="name" label={words.name} defaultValue={role?.name} required maxLength={60} />
      {!role && (
        <Field
          name="slug"
          label={text.roleSlug}
          hint={text.roleSlugHint}
          required
          maxLength={40}
          pattern="[a-z0-9_]+"
          autoCapitalize="none"
        />
      )}
      <Field name="description" label={words.description} defaultValue={role?.description} maxLength={300} />
      <Choose label={text.permissions} choices={choices} chosen={permissions} onChange={setPermissions} />
    </FormDialog>
  );
}
