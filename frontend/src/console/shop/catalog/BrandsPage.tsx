import { Tag } from "lucide-react";
import { useState } from "react";
import type { Brand, CatalogNameSort } from "../../../api/generated";
import { createBrand, deleteBrand, listBrands, updateBrand } from "../../../api/generated";
import { Field, type Values } from "../../../components/form";
import { CreateButton } from "../../components/CreateButton";
import { FilterBar, TextFilter } from "../../components/FilterBar";
import { TextAreaField } from "../../components/fields";
import { useList } from "../../components/useList";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { EditAndDelete } from "../kit/EditAndDelete";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { changed, orNothing, orNull } from "../kit/parse";
import { useRemove } from "../kit/removing";
import { useWords } from "../kit/text";
import { SeoFields } from "../products/fields";
import { useCatalogText } from "./text";

export default function BrandsPage() {
  const text = useCatalogText();
  const words = useWords();
  const ask = useRemove();
  const list = useList(["name"]);
  const [open, setOpen] = useState<Brand | "new" | null>(null);
  const brands = usePage("brands", list, (cursor, signal) =>
    listBrands({
      query: {
        name: list.get("name") || undefined,
        sort: (list.get("sort") || undefined) as CatalogNameSort | undefined,
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const remove = (brand: Brand) =>
    ask({ name: brand.name, run: () => deleteBrand({ path: { brand: brand.id } }) });
  const create = <CreateButton label={text.newBrand} onClick={() => setOpen("new")} />;
  const columns: Column<Brand>[] = [
    {
      key: "name",
      header: words.name,
      sort: { up: "name_asc", down: "name_desc" },
      cell: (row) => row.name,
    },
    {
      key: "slug",
      header: words.slug,
      hidden: "phone",
      cell: (row) => <code className="text-xs">{row.slug}</code>,
    },
  ];
  return (
    <Page title={text.brands} lead={text.brandsLead} actions={create}>
      <FilterBar list={list}>
        <TextFilter list={list} name="name" label={words.name} maxLength={100} />
      </FilterBar>
      <List
        label={text.brands}
        list={list}
        query={brands}
        columns={columns}
        rowKey={(row) => row.id}
        to={(row) => `/shop/products?brand=${row.slug}`}
        sort={{ value: list.get("sort") || "name_asc", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <Tag />, title: words.nothing, text: text.noBrands, action: create }}
        isSmall
        actions={(row) => (
          <EditAndDelete name={row.name} edit={() => setOpen(row)} remove={() => void remove(row)} />
        )}
      />
      <Edit open={open} onClose={() => setOpen(null)} />
    </Page>
  );
}

function Edit({ open, onClose }: { open: Brand | "new" | null; onClose: () => void }) {
  const text = useCatalogText();
  const words = useWords();
  const send = useSend();
  const brand = open === "new" || open === null ? undefined : open;
  const submit = (values: Values) => {
    const { name = "", slug, description, seo_title, seo_description } = values;
    if (brand) {
      const said = {
        name,
        slug: orNothing(slug),
        description,
        seo_title: orNull(seo_title),
        seo_description: orNull(seo_description),
      };
      const body = changed(said, { ...brand });
      return send(body, () => updateBrand({ path: { brand: brand.id }, body }), words.saved);
    }
    const body = {
      name,
      slug: orNothing(slug),
      description,
      seo_title: orNothing(seo_title),
      seo_description: orNothing(seo_description),
    };
    return send(body, (headers) => createBrand({ body, headers }), words.created);
  };
  return (
    <FormDialog
      open={open !== null}
      onClose={onClose}
      title={brand?.name ?? text.newBrand}
      submit={brand ? words.save : words.create}
      onSubmit={submit}
    >
      <Field name="name" label={words.name} defaultValue={brand?.name} required maxLength={100} />
      <Field
        name="slug"
        label={words.slug}
        hint={words.slugHint}
        defaultValue={brand?.slug}
        maxLength={80}
        pattern="[a-z0-9]+(-[a-z0-9]+)*"
        autoCapitalize="none"
      />
      <TextAreaField
        name="description"
        label={words.description}
        defaultValue={brand?.description}
        maxLength={10_000}
      />
      <SeoFields seo={brand} />
    </FormDialog>
  );
}
