//! What mails are about, read in a few queries for many of them.

use std::collections::{BTreeSet, HashMap};

use entity::states::ProofPurpose;
use entity::{
    cart, credit_note, data_export, email_proof, invoice, order, order_line, payment, product, refund,
    signing_key, stock_level, user, variant, webhook_endpoint,
};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Attachment, Mail, Occasion, Template};
use crate::accounts::proofs;
use crate::carts::{self, CartView};
use crate::error::{Error, Result};
use crate::orders::{self, Parcel};
use crate::returns::{self, Return};
use crate::settings::ShopSettings;

/// Everything that some mails are about.
#[derive(Default)]
pub(super) struct Subjects {
    pub users: HashMap<Uuid, user::Model>,
    pub proofs: HashMap<Uuid, email_proof::Model>,
    /// By user: the last request to confirm their address.
    pub confirmations: HashMap<Uuid, email_proof::Model>,
    /// Makes the tokens.
    pub key: Option<signing_key::Model>,
    /// With whose they are.
    pub exports: HashMap<Uuid, (data_export::Model, user::Model)>,
    pub refunds: HashMap<Uuid, refund::Model>,
    pub payments: HashMap<Uuid, payment::Model>,
    pub parcels: HashMap<Uuid, Parcel>,
    pub returns: HashMap<Uuid, Return>,
    pub orders: HashMap<Uuid, order::Model>,
    /// By order, in their order.
    pub lines: HashMap<Uuid, Vec<order_line::Model>>,
    /// By order.
    pub invoices: HashMap<Uuid, invoice::Model>,
    /// Printed ones, by refund, or by order where another invoice takes the place of the one that is credited.
    pub credit_notes: HashMap<Uuid, credit_note::Model>,
    /// By order: why its latest payment that failed did.
    pub failures: HashMap<Uuid, Option<String>>,
    pub endpoints: HashMap<Uuid, webhook_endpoint::Model>,
    /// By variant.
    pub stock: HashMap<Uuid, (variant::Model, product::Model, stock_level::Model)>,
    /// With their owners.
    pub carts: HashMap<Uuid, (user::Model, CartView)>,
}

impl Subjects {
    pub async fn read(db: &impl ConnectionTrait, occasions: &[Occasion]) -> Result<Self> {
        let of = |templates: &[Template]| -> BTreeSet<Uuid> {
            let wanted = occasions.iter().filter(|occasion| templates.contains(&occasion.template));
            wanted.map(|occasion| occasion.subject_id).collect()
        };
        let mut subjects = Self::default();
        subjects.read_accounts(db, of(&[Template::Welcome]), of(WITH_PROOFS)).await?;
        let endpoints = of(&[Template::WebhookDisabled]);
        if !endpoints.is_empty() {
            let query = webhook_endpoint::Entity::find();
            let rows = query.filter(webhook_endpoint::Column::Id.is_in(endpoints)).all(db).await?;
            subjects.endpoints = rows.into_iter().map(|endpoint| (endpoint.id, endpoint)).collect();
        }
        let refunds = of(&[Template::RefundSucceeded]);
        if !refunds.is_empty() {
            let rows = refund::Entity::find().filter(refund::Column::Id.is_in(refunds)).all(db).await?;
            subjects.refunds = rows.into_iter().map(|refund| (refund.id, refund)).collect();
        }
        // One by one: they are few.
        for variant_id in of(&[Template::StockLow]) {
            subjects.read_stock(db, variant_id).await?;
        }
        for export_id in of(&[Template::DataReady]) {
            let export = data_export::Entity::find_by_id(export_id).one(db).await?;
            let Some(export) = export else { continue };
            if let Some(user) = user::Entity::find_by_id(export.user_id).one(db).await? {
                subjects.exports.insert(export_id, (export, user));
            }
        }
        for cart_id in of(&[Template::AbandonedCart]) {
            subjects.read_cart(db, cart_id).await?;
        }
        let mut orders = of(ABOUT_ORDERS);
        orders.extend(subjects.refunds.values().map(|refund| refund.order_id));
        let transfers = of(&[Template::PaymentInstructions]);
        if !transfers.is_empty() {
            let rows = payment::Entity::find().filter(payment::Column::Id.is_in(transfers)).all(db).await?;
            subjects.payments = rows.into_iter().map(|payment| (payment.id, payment)).collect();
            orders.extend(subjects.payments.values().map(|payment| payment.order_id));
        }
        let parcels = of(&[Template::ShipmentShipped, Template::ShipmentDelivered]);
        if !parcels.is_empty() {
            let parcels = orders::parcels_by_id(db, parcels).await?;
            subjects.parcels = parcels.into_iter().map(|parcel| (parcel.shipment.id, parcel)).collect();
            orders.extend(subjects.parcels.values().map(|parcel| parcel.shipment.order_id));
        }
        let returned = of(&[Template::ReturnRequested, Template::ReturnApproved, Template::ReturnRejected]);
        if !returned.is_empty() {
            let found = returns::by_ids(db, returned).await?;
            subjects.returns = found.into_iter().map(|one| (one.row.id, one)).collect();
            orders.extend(subjects.returns.values().map(|one| one.row.order_id));
        }
        if !orders.is_empty() {
            subjects.read_orders(db, orders).await?;
        }
        let invoiced = of(&[Template::InvoiceIssued]);
        if !invoiced.is_empty() {
            let found = invoice::Entity::find().filter(invoice::Column::OrderId.is_in(invoiced));
            let rows = found.all(db).await?;
            subjects.invoices = rows.into_iter().map(|invoice| (invoice.order_id, invoice)).collect();
        }
        subjects.read_credit_notes(db).await?;
        let unpaid = of(&[Template::PaymentFailed]);
        if !unpaid.is_empty() {
            let failed = payment::Entity::find()
                .filter(payment::Column::OrderId.is_in(unpaid))
                .filter(payment::Column::FailureCode.is_not_null())
                .order_by_asc(payment::Column::Id);
            let rows = failed.all(db).await?;
            subjects.failures =
                rows.into_iter().map(|payment| (payment.order_id, payment.failure_code)).collect();
        }
        Ok(subjects)
    }

    async fn read_credit_notes(&mut self, db: &impl ConnectionTrait) -> Result<()> {
        if self.refunds.is_empty() && self.invoices.is_empty() {
            return Ok(());
        }
        let of_refunds = credit_note::Column::RefundId.is_in(self.refunds.keys().copied());
        let of_orders = credit_note::Column::OrderId
            .is_in(self.invoices.keys().copied())
            .and(credit_note::Column::RefundId.is_null());
        let printed = credit_note::Entity::find()
            .filter(of_refunds.or(of_orders))
            .filter(credit_note::Column::Sha256.is_not_null())
            .order_by_asc(credit_note::Column::Id);
        let rows = printed.all(db).await?.into_iter();
        self.credit_notes = rows.map(|note| (note.refund_id.unwrap_or(note.order_id), note)).collect();
        Ok(())
    }

    /// The note goes along with the mail, if there is one.
    pub fn attach_credit_note(&self, mail: &mut Mail, about: Uuid) -> Value {
        let Some(note) = self.credit_notes.get(&about) else { return Value::Null };
        mail.attachments.push(Attachment {
            filename: format!("{}.pdf", note.number),
            content_type: "application/pdf".to_owned(),
            storage_key: note.storage_key.clone(),
        });
        json!({ "number": note.number, "invoice_number": note.invoice_number })
    }

    async fn read_stock(&mut self, db: &impl ConnectionTrait, variant_id: Uuid) -> Result<()> {
        let Some(variant) = variant::Entity::find_by_id(variant_id).one(db).await? else { return Ok(()) };
        let product = product::Entity::find_by_id(variant.product_id).one(db).await?;
        let level = stock_level::Entity::find_by_id(variant_id).one(db).await?;
        if let (Some(product), Some(level)) = (product, level) {
            self.stock.insert(variant_id, (variant, product, level));
        }
        Ok(())
    }

    async fn read_accounts(
        &mut self,
        db: &impl ConnectionTrait,
        welcomed: BTreeSet<Uuid>,
        asked: BTreeSet<Uuid>,
    ) -> Result<()> {
        if welcomed.is_empty() && asked.is_empty() {
            return Ok(());
        }
        self.key = Some(proofs::key(db).await?);
        let query = email_proof::Entity::find().filter(email_proof::Column::Id.is_in(asked));
        self.proofs = query.all(db).await?.into_iter().map(|proof| (proof.id, proof)).collect();
        let named = self.proofs.values().filter_map(|proof| proof.user_id).chain(welcomed.iter().copied());
        let addressed = self.proofs.values().map(|proof| proof.email.as_str());
        let theirs = user::Column::Id.is_in(named).or(user::Column::Email.is_in(addressed));
        let rows = user::Entity::find().filter(theirs).all(db).await?;
        self.users = rows.into_iter().map(|user| (user.id, user)).collect();
        let confirmations = proofs::confirmations_of(db, welcomed).await?;
        self.confirmations =
            confirmations.into_iter().filter_map(|proof| Some((proof.user_id?, proof))).collect();
        Ok(())
    }

    /// Whose account the request is about: as it says, or whoever has the address.
    pub fn user_of(&self, proof: &email_proof::Model) -> Option<&user::Model> {
        match proof.user_id {
            Some(id) => self.users.get(&id),
            None => self.users.values().find(|user| user.email == proof.email),
        }
    }

    pub fn show_proof(&self, proof: &email_proof::Model, settings: &ShopSettings) -> Result<Value> {
        let key = self.key.as_ref().ok_or_else(|| Error::Corrupt("there is no signing key".into()))?;
        let token = proofs::token(key, proof.id)?;
        let action = match proof.purpose {
            ProofPurpose::Reset => "reset-password",
            ProofPurpose::Confirm | ProofPurpose::Change => "confirm-email",
        };
        let url = (!settings.account_url.is_empty())
            .then(|| settings.account_url.replace("{action}", action).replace("{token}", &token));
        Ok(json!({ "email": proof.email, "token": token, "url": url, "until": proof.expires_at }))
    }

    async fn read_orders(&mut self, db: &impl ConnectionTrait, ids: BTreeSet<Uuid>) -> Result<()> {
        let orders = order::Entity::find().filter(order::Column::Id.is_in(ids.clone())).all(db).await?;
        self.orders = orders.into_iter().map(|order| (order.id, order)).collect();
        let lines = order_line::Entity::find()
            .filter(order_line::Column::OrderId.is_in(ids))
            .order_by_asc(order_line::Column::Position);
        for line in lines.all(db).await? {
            self.lines.entry(line.order_id).or_default().push(line);
        }
        Ok(())
    }

    async fn read_cart(&mut self, db: &impl ConnectionTrait, id: Uuid) -> Result<()> {
        let Some(cart) = cart::Entity::find_by_id(id).one(db).await? else { return Ok(()) };
        let Some(user_id) = cart.user_id else { return Ok(()) };
        if let Some(owner) = user::Entity::find_by_id(user_id).one(db).await? {
            self.carts.insert(id, (owner, carts::view(db, cart).await?));
        }
        Ok(())
    }

    /// What is in a parcel and how it can be followed.
    pub fn show_parcel(&self, parcel: &Parcel) -> Value {
        let shipment = &parcel.shipment;
        let sold = self.lines.get(&shipment.order_id).map_or(&[][..], Vec::as_slice);
        let lines: Vec<Value> = sold
            .iter()
            .filter_map(|line| {
                let packed = parcel.lines.iter().find(|packed| packed.order_line_id == line.id)?;
                Some(json!({ "name": line.name, "sku": line.sku, "quantity": packed.quantity }))
            })
            .collect();
        let packed: i64 = parcel.lines.iter().map(|line| line.quantity).sum();
        json!({
            "number": shipment.number,
            "carrier": shipment.carrier,
            "tracking": shipment.tracking,
            "tracking_url": shipment.tracking_url,
            "is_part": packed < sold.iter().map(|line| line.quantity).sum(),
            "lines": lines,
        })
    }

    /// What is to be sent back, and what the shop says to it.
    pub fn show_return(&self, found: &Return) -> Value {
        let sold = self.lines.get(&found.row.order_id).map_or(&[][..], Vec::as_slice);
        let lines: Vec<Value> = found
            .lines
            .iter()
            .filter_map(|line| {
                let sold = sold.iter().find(|sold| sold.id == line.order_line_id)?;
                Some(json!({ "name": sold.name, "sku": sold.sku, "quantity": line.quantity }))
            })
            .collect();
        json!({
            "number": found.row.number,
            "message": found.row.message,
            "answer": found.row.answer.as_deref().unwrap_or_default(),
            "amount_minor": found.row.amount_minor,
            "lines": lines,
        })
    }

    pub fn about_order(
        &self,
        mail: &mut Mail,
        data: &mut Value,
        order_id: Uuid,
        settings: &ShopSettings,
    ) -> Result<()> {
        let order = self.orders.get(&order_id).ok_or(Error::NotFound { what: "order" })?;
        let lines = self.lines.get(&order_id).map_or(&[][..], Vec::as_slice);
        let lines: Vec<Value> = lines
            .iter()
            .map(|line| {
                json!({
                    "name": line.name,
                    "sku": line.sku,
                    "quantity": line.quantity,
                    "total_minor": line.total_minor,
                    "adjustments": line.adjustments,
                })
            })
            .collect();
        data["customer"] = json!({ "name": order.shipping_address["name"] });
        data["order"] = json!({
            "number": order.number,
            "url": order_url(settings, order.id),
            "placed_at": order.created_at,
            "currency": order.currency,
            "lines": lines,
            "items_minor": order.items_minor,
            "shipping_minor": order.shipping_minor,
            "shipping_name": order.shipping_name,
            "shipping_adjustments": order.adjustments,
            "discount_minor": order.discount_minor,
            "taxes": order.taxes,
            "tax_minor": order.tax_minor,
            "total_minor": order.total_minor,
            "shipping_address": order.shipping_address,
            "was_paid": order.captured_minor > 0,
        });
        mail.order_id = Some(order_id);
        mail.recipient.clone_from(&order.email);
        Ok(())
    }
}

/// Templates whose subject is a request of a mail that proves an address.
const WITH_PROOFS: &[Template] =
    &[Template::ConfirmEmail, Template::EmailChanging, Template::EmailChanged, Template::ResetPassword];

/// Templates whose subject is an order.
const ABOUT_ORDERS: &[Template] = &[
    Template::OrderReceived,
    Template::PaymentConfirmed,
    Template::PaymentFailed,
    Template::InvoiceIssued,
    Template::OrderCancelled,
    Template::PaymentReminder,
    Template::ReviewRequest,
];
fn order_url(settings: &ShopSettings, order_id: Uuid) -> Option<String> {
    (!settings.order_url.is_empty()).then(|| settings.order_url.replace("{id}", &order_id.to_string()))
}
