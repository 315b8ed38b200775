import { useQuery } from "@tanstack/react-query";
import { FolderTree, Plus } from "lucide-react";
import { useState } from "react";
import type { CategoryRequest } from "../../../api/generated";
import { createCategory, deleteCategory, getCategory, updateCategory } from "../../../api/generated";
import { Field, SelectField, type Values } from "../../../components/form";
import { Empty } from "../../../components/states";
import { CreateButton } from "../../components/CreateButton";
import { Panel } from "../../components/Panel";
import { Read, RowsSkeleton } from "../../components/states";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { EditAndDelete } from "../kit/EditAndDelete";
import { WholeField } from "../kit/fields";
import { RowLink } from "../kit/List";
import { type FlatCategory, useCategoryList } from "../kit/lookups";
import { Page } from "../kit/page";
import { changed, optionalWhole, orNothing, orNull } from "../kit/parse";
import { useRemove } from "../kit/removing";
import { useWords } from "../kit/text";
import { SeoFields } from "../products/fields";
import { useCatalogText } from "./text";

/** A category that is edited, or the place of a new one. */
type Open = { id: string } | { below: string | undefined } | null;

const INDENT = ["", "pl-6", "pl-12", "pl-18", "pl-24", "pl-30"];

export default function CategoriesPage() {
  const text = useCatalogText();
  const words = useWords();
  const ask = useRemove();
  const tree = useCategoryList();
  const [open, setOpen] = useState<Open>(null);
  const remove = (category: FlatCategory) =>
    ask({
      name: category.name,
      text: text.categoryDelete,
      run: () => deleteCategory({ path: { category_id: category.id } }),
    });
  const create = <CreateButton label={text.newCategory} onClick={() => setOpen({ below: undefined })} />;
  return (
    <Page title={text.categories} lead={text.categoriesLead} actions={create}>
      <Panel flush>
        <Read query={tree} skeleton={<RowsSkeleton />}>
          {(categories) =>
            categories.length === 0 ? (
              <Empty icon={<FolderTree />} title={words.nothing} action={create}>
                {text.noCategories}
              </Empty>
            ) : (
              <ul className="divide-y divide-line">
                {categories.map((category) => (
                  <li
                    key={category.id}
                    className="flex min-h-12 items-center gap-1 pr-2 pl-4 hover:bg-sunken/60 sm:pl-5"
                  >
                    <span className={`min-w-0 flex-1 ${INDENT[Math.min(category.depth, 5)]}`}>
                      <RowLink to={`/shop/products?category=${category.slug}`}>{category.name}</RowLink>
                      <code className="ml-2 text-xs text-muted max-sm:hidden">{category.slug}</code>
                    </span>
                    <button
                      type="button"
                      className="icon-btn"
                      aria-label={text.addBelow(category.name)}
                      onClick={() => setOpen({ below: category.id })}
                    >
                      <Plus aria-hidden className="size-4" />
                    </button>
                    <EditAndDelete
                      name={category.name}
                      edit={() => setOpen({ id: category.id })}
                      remove={() => void remove(category)}
                    />
                  </li>
                ))}
              </ul>
            )
          }
        </Read>
      </Panel>
      <Edit categories={tree.data ?? []} open={open} onClose={() => setOpen(null)} />
    </Page>
  );
}

interface EditProps {
  categories: FlatCategory[];
  open: Open;
  onClose: () => void;
}

function Edit({ categories, open, onClose }: EditProps) {
  const text = useCatalogText();
  const words = useWords();
  const send = useSend();
  const id = open && "id" in open ? open.id : undefined;
  // The tree has no texts for search engines.
  const { data: category } = useQuery({
    queryKey: ["console", "category", id],
    queryFn: async ({ signal }) => (await getCategory({ path: { category_id: id ?? "" }, signal })).data,
    enabled: id !== undefined,
  });
  const submit = (values: Values) => {
    const said = {
      name: values.name ?? "",
      slug: values.slug ?? "",
      parent_id: orNull(values.parent_id),
      position: optionalWhole(values, "position") ?? 0,
      seo_title: orNull(values.seo_title),
      seo_description: orNull(values.seo_description),
    };
    if (id && category) {
      const body = changed(said, { ...category });
      return send(body, () => updateCategory({ path: { category_id: id }, body }), words.saved);
    }
    const body: CategoryRequest = {
      ...said,
      parent_id: said.parent_id ?? undefined,
      seo_title: orNothing(values.seo_title),
      seo_description: orNothing(values.seo_description),
    };
    return send(body, (headers) => createCategory({ body, headers }), words.created);
  };
  const isReady = id === undefined || category !== undefined;
  const parent = id ? category?.parent_id : open && "below" in open ? open.below : undefined;
  return (
    <FormDialog
      open={open !== null && isReady}
      onClose={onClose}
      title={id ? (category?.name ?? text.category) : text.newCategory}
      submit={id ? words.save : words.create}
      onSubmit={submit}
    >
      <Field name="name" label={words.name} defaultValue={category?.name} required maxLength={100} />
      <Field
        name="slug"
        label={words.slug}
        defaultValue={category?.slug}
        required
        maxLength={80}
        pattern="[a-z0-9]+(-[a-z0-9]+)*"
        autoCapitalize="none"
      />
      <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
        <SelectField name="parent_id" label={text.parent} defaultValue={parent ?? ""}>
          <option value="">{text.top}</option>
          {categories
            .filter((one) => one.id !== id)
            .map((one) => (
              <option key={one.id} value={one.id}>
                {one.path}
              </option>
            ))}
        </SelectField>
        <WholeField name="position" label={words.position} value={category?.position ?? 0} />
      </div>
      <SeoFields seo={category} />
    </FormDialog>
  );
}
