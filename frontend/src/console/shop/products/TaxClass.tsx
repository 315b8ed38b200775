import type { Product } from "../../../api/generated";
import { setProductTaxClass } from "../../../api/generated";
import { Field, Form, FormNotice, Submit } from "../../../components/form";
import { Panel } from "../../components/Panel";
import { useSend } from "../kit/data";
import { orNothing } from "../kit/parse";
import { useWords } from "../kit/text";
import { useProductText } from "./text";

/** Which of the zones' rates the product has. The API says what is set, but does not show it with the product. */
export function TaxClass({ product }: { product: Product }) {
  const text = useProductText();
  const words = useWords();
  const send = useSend();
  return (
    <Panel title={text.taxClass}>
      <Form
        label={text.taxClass}
        className="space-y-3"
        onSubmit={({ tax_class }) => {
          const body = { tax_class: orNothing(tax_class) };
          return send(body, () => setProductTaxClass({ path: { product: product.id }, body }), words.saved);
        }}
      >
        <Field
          name="tax_class"
          label={text.taxClass}
          hint={text.taxClassHint}
          maxLength={40}
          pattern="[a-z0-9_]+"
          autoCapitalize="none"
        />
        <FormNotice />
        <Submit>{words.save}</Submit>
      </Form>
    </Panel>
  );
}
