import type { Settings } from "../../../api/generated";
import { Field } from "../../../components/form";
import { Panel } from "../../components/Panel";
import { Tick, WholeField } from "../kit/fields";
import { useHouseText } from "../kit/houseText";

/** Which ways to pay are offered. Keys of providers are in the configuration alone. */
export function PaymentPanel({ settings: { payments } }: { settings: Settings }) {
  const text = useHouseText();
  const transfer = payments.bank_transfer;
  return (
    <Panel title={text.payments}>
      <div className="space-y-4">
        <Tick
          name="payments.cards"
          value="yes"
          label={text.cards}
          hint={text.cardsHint}
          defaultChecked={payments.cards}
        />
        <Tick
          name="payments.at_shipment"
          value="yes"
          label={text.atShipment}
          hint={text.atShipmentHint}
          defaultChecked={payments.capture === "at_shipment"}
        />
        <Tick
          name="payments.cash_on_delivery"
          value="yes"
          label={text.cashOnDelivery}
          defaultChecked={payments.cash_on_delivery.enabled}
        />
        <Tick
          name="payments.bank_transfer.enabled"
          value="yes"
          label={text.bankTransfer}
          defaultChecked={transfer.enabled}
        />
        <Field
          name="payments.bank_transfer.holder"
          label={text.accountHolder}
          defaultValue={transfer.holder}
          maxLength={100}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            name="payments.bank_transfer.iban"
            label="IBAN"
            defaultValue={transfer.iban}
            maxLength={100}
          />
          <Field name="payments.bank_transfer.bic" label="BIC" defaultValue={transfer.bic} maxLength={100} />
        </div>
        <WholeField
          name="payments.bank_transfer.days"
          label={text.transferDays}
          value={transfer.days}
          required
        />
      </div>
    </Panel>
  );
}
