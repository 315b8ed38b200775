import { useQuery } from "@tanstack/react-query";
import type { Settings, SettingsChangeRequest } from "../../../api/generated";
import { getSettings, updateSettings } from "../../../api/generated";
import { Field, Form, FormNotice, SelectField, Submit, type Values } from "../../../components/form";
import { toast } from "../../../components/toast";
import { useLocale } from "../../../i18n";
import { countryName } from "../../../lib/format";
import { useMay } from "../../access";
import { TextAreaField } from "../../components/fields";
import { Panel } from "../../components/Panel";
import { Read } from "../../components/states";
import { useSend } from "../kit/data";
import { Tick, WholeField } from "../kit/fields";
import { useHouseText } from "../kit/houseText";
import { Page, Skeleton } from "../kit/page";
import { useWords } from "../kit/text";
import { toChange } from "./change";
import { LogoPanel } from "./LogoPanel";
import { PaymentPanel } from "./PaymentPanel";

export default function SettingsPage() {
  const text = useHouseText();
  const query = useQuery({
    queryKey: ["console", "settings"],
    queryFn: async ({ signal }) => (await getSettings({ signal })).data,
  });
  return (
    <Page title={text.settings} lead={text.settingsLead}>
      <Read query={query} skeleton={<Skeleton rows={10} />}>
        {(settings) => <Edit key={settings.version} settings={settings} />}
      </Read>
    </Page>
  );
}

function Edit({ settings }: { settings: Settings }) {
  const text = useHouseText();
  const words = useWords();
  const send = useSend();
  const mayWrite = useMay("settings_write");
  const submit = async (values: Values) => {
    const change = toChange(values, settings);
    if (Object.keys(change).length === 0) return toast(words.saved);
    const body: SettingsChangeRequest = { ...change, version: settings.version };
    await send(body, () => updateSettings({ body }), words.saved);
  };
  return (
    <>
      <LogoPanel settings={settings} />
      <Form onSubmit={submit} label={text.settings} className="space-y-4">
        <fieldset disabled={!mayWrite} className="grid min-w-0 items-start gap-4 lg:grid-cols-2">
          <Panel title={text.shop}>
            <div className="space-y-4">
              <Field name="name" label={text.shopName} defaultValue={settings.name} maxLength={100} />
              <Field
                name="currency"
                label={text.currency}
                hint={text.currencyHint}
                defaultValue={settings.currency}
                maxLength={3}
                pattern="[A-Za-z]{3}"
              />
              <Field name="sender" label={text.sender} defaultValue={settings.sender} maxLength={254} />
              <Field
                name="countries"
                label={text.countries}
                hint={text.countriesHint}
                defaultValue={settings.countries.join(", ")}
              />
              <Tick
                name="prices_include_tax"
                value="yes"
                label={text.pricesIncludeTax}
                defaultChecked={settings.prices_include_tax}
              />
            </div>
          </Panel>
          <Seller settings={settings} />
          <PaymentPanel settings={settings} />
          <Panel title={text.links}>
            <div className="space-y-4">
              <Field
                name="order_url"
                label={text.orderUrl}
                hint={text.orderUrlHint}
                defaultValue={settings.order_url}
                maxLength={500}
              />
              <Field
                name="account_url"
                label={text.accountUrl}
                hint={text.accountUrlHint}
                defaultValue={settings.account_url}
                maxLength={500}
              />
            </div>
          </Panel>
          <Panel title={text.times}>
            <div className="space-y-4">
              <WholeField name="hold_minutes" label={text.hold} value={settings.hold_minutes} />
              <WholeField name="cart_idle_hours" label={text.cartIdle} value={settings.cart_idle_hours} />
              <WholeField
                name="return_days"
                label={text.returnDays}
                hint={text.zeroNever}
                value={settings.return_days}
              />
              <Tick
                name="reviews_wait"
                value="yes"
                label={text.reviewsWait}
                hint={text.reviewsWaitHint}
                defaultChecked={settings.reviews_wait}
              />
            </div>
          </Panel>
          <Panel title={text.reminders}>
            <div className="space-y-4">
              <WholeField
                name="reminders.unpaid_minutes"
                label={text.unpaid}
                hint={text.zeroNever}
                value={settings.reminders.unpaid_minutes}
                required
              />
              <WholeField
                name="reminders.cart_hours"
                label={text.cart}
                hint={text.zeroNever}
                value={settings.reminders.cart_hours}
                required
              />
              <WholeField
                name="reminders.review_days"
                label={text.review}
                hint={text.zeroNever}
                value={settings.reminders.review_days}
                required
              />
            </div>
          </Panel>
          <Panel title={text.safety}>
            <Tick
              name="staff_second_factor"
              value="yes"
              label={text.secondFactor}
              hint={text.secondFactorHint}
              defaultChecked={settings.staff_second_factor}
            />
          </Panel>
        </fieldset>
        <FormNotice />
        {mayWrite && (
          <div className="flex flex-wrap items-center gap-3">
            <Submit busy={words.saving}>{words.save}</Submit>
            <span className="text-muted">{text.asConfigured}</span>
          </div>
        )}
      </Form>
    </>
  );
}

function Seller({ settings: { seller, countries } }: { settings: Settings }) {
  const text = useHouseText();
  const locale = useLocale();
  const names = text.sellerFields;
  const field = (
    name: "name" | "company" | "line1" | "line2" | "postal_code" | "city" | "region" | "phone",
  ) => (
    <Field
      name={`seller.address.${name}`}
      label={names[name]}
      defaultValue={seller.address[name]}
      required={["name", "line1", "postal_code", "city"].includes(name)}
      maxLength={100}
    />
  );
  const known = [...new Set([seller.address.country, ...countries])].filter(Boolean);
  return (
    <Panel title={text.seller}>
      <p className="-mt-2 mb-4 text-muted">{text.sellerHint}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        {field("name")}
        {field("company")}
        {field("line1")}
        {field("line2")}
        {field("postal_code")}
        {field("city")}
        {field("region")}
        {known.length > 1 ? (
          <SelectField
            name="seller.address.country"
            label={names.country}
            defaultValue={seller.address.country}
            required
          >
            {known.map((code) => (
              <option key={code} value={code}>
                {countryName(code, locale)}
              </option>
            ))}
          </SelectField>
        ) : (
          <Field
            name="seller.address.country"
            label={names.country}
            defaultValue={seller.address.country}
            pattern="[A-Za-z]{2}"
            maxLength={2}
            required
          />
        )}
        {field("phone")}
        <Field name="seller.email" label={names.email} type="email" defaultValue={seller.email} required />
        <Field name="seller.tax_id" label={names.tax_id} defaultValue={seller.tax_id} maxLength={40} />
        <Field name="seller.website" label={names.website} defaultValue={seller.website} maxLength={200} />
      </div>
      <div className="mt-4">
        <TextAreaField
          name="seller.footer"
          label={names.footer}
          defaultValue={seller.footer.join("\n")}
          rows={3}
        />
      </div>
    </Panel>
  );
}
