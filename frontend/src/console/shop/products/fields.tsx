/** The fields that a new product and one that is there have in common. */
import { useState } from "react";
import type { Product, ProductChangeRequest, Status } from "../../../api/generated";
import { Field, SelectField, type Values } from "../../../components/form";
import { TextAreaField } from "../../components/fields";
import { MomentField, PercentField } from "../kit/fields";
import { useBrandList, useCategoryList } from "../kit/lookups";
import { moment, orNothing, orNull, percent, words } from "../kit/parse";
import { useWords } from "../kit/text";
import { useProductText } from "./text";

type Part = { product?: Product };

export function MainFields({ product }: Part) {
  const text = useWords();
  return (
    <>
      <Field name="name" label={text.name} defaultValue={product?.name} required maxLength={200} />
      <Field
        name="slug"
        label={text.slug}
        hint={text.slugHint}
        defaultValue={product?.slug}
        maxLength={80}
        pattern="[a-z0-9]+(-[a-z0-9]+)*"
        autoCapitalize="none"
      />
      <TextAreaField
        name="description"
        label={text.description}
        defaultValue={product?.description}
        maxLength={10_000}
        rows={6}
      />
    </>
  );
}

export function VisibilityFields({ product }: Part) {
  const text = useProductText();
  const [status, setStatus] = useState<Status>(product?.status ?? "draft");
  const { deleted: _, ...statuses } = text.statuses;
  return (
    <>
      <SelectField
        name="status"
        label={text.status}
        value={status}
        onChange={(event) => setStatus(event.target.value as Status)}
      >
        {Object.entries(statuses).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <p className="-mt-2 text-muted">{text.statusHint}</p>
      <MomentField
        name="publish_at"
        label={text.publishAt}
        value={product?.publish_at}
        required={status === "scheduled"}
      />
      <MomentField name="unpublish_at" label={text.unpublishAt} value={product?.unpublish_at} />
    </>
  );
}

export function OrderFields({ product }: Part) {
  const text = useProductText();
  const { data: categories } = useCategoryList();
  const { data: brands } = useBrandList();
  return (
    <>
      <SelectField
        // Until the choices are there, none of them can be the chosen one.
        key={`category ${categories !== undefined}`}
        name="category_id"
        label={text.category}
        defaultValue={product?.category?.id}
      >
        <option value="">{text.noCategory}</option>
        {categories?.map((one) => (
          <option key={one.id} value={one.id}>
            {one.path}
          </option>
        ))}
      </SelectField>
      <SelectField
        key={`brand ${brands !== undefined}`}
        name="brand_id"
        label={text.brand}
        defaultValue={product?.brand?.id}
      >
        <option value="">{text.noBrand}</option>
        {brands?.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </SelectField>
      <Field name="tags" label={text.tags} hint={text.tagsHint} defaultValue={product?.tags.join(", ")} />
      <PercentField
        name="tax_rate_bp"
        label={text.tax}
        hint={text.taxHint}
        value={product?.tax_rate_bp ?? 1900}
        required
      />
    </>
  );
}

export function SeoFields({ seo }: { seo?: { seo_title?: string; seo_description?: string } }) {
  const text = useWords();
  return (
    <>
      <Field
        name="seo_title"
        label={text.seoTitle}
        hint={text.seoHint}
        defaultValue={seo?.seo_title}
        maxLength={200}
      />
      <TextAreaField
        name="seo_description"
        label={text.seoDescription}
        defaultValue={seo?.seo_description}
        maxLength={500}
        rows={3}
      />
    </>
  );
}

/** What the fields say, as a change: what is empty goes. */
export const toChange = (values: Values): ProductChangeRequest => ({
  name: values.name,
  slug: orNothing(values.slug),
  description: values.description,
  status: values.status as Status,
  publish_at: moment(values.publish_at) ?? null,
  unpublish_at: moment(values.unpublish_at) ?? null,
  category_id: orNull(values.category_id),
  brand_id: orNull(values.brand_id),
  tags: words(values.tags),
  tax_rate_bp: percent(values, "tax_rate_bp"),
  seo_title: orNull(values.seo_title),
  seo_description: orNull(values.seo_description),
});
