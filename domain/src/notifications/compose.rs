//! Putting mails together: whom they go to, and the data that their templates show.

use std::collections::{BTreeSet, HashMap};

use entity::{cart, invoice, order, order_line, payment, refund, user, webhook_endpoint};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Attachment, Mail, Template, Typesetter};
use crate::carts::{self, CartView};
use crate::error::{Error, Result};
use crate::settings::ShopSettings;

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion {
    pub template: Template,
    /// A user, an order, a refund or a webhook endpoint, as the template has it.
    pub subject_id: Uuid,
    /// Makes the message id, so that a repeated job repeats the mail under the same one.
    pub deed: Uuid,
}

/// The mails of these occasions, in their order. However many they are, the database is asked the same few times.
///
/// # Errors
/// Of the whole when the database cannot be read; of one mail, `NotFound` when its subject is missing.
pub async fn compose(
    db: &impl ConnectionTrait,
    typesetter: &dyn Typesetter,
    settings: &ShopSettings,
    occasions: &[Occasion],
) -> Result<Vec<Result<Mail>>> {
    let subjects = Subjects::read(db, occasions).await?;
    Ok(occasions.iter().map(|occasion| one(&subjects, typesetter, settings, occasion)).collect())
}

fn one(
    subjects: &Subjects,
    typesetter: &dyn Typesetter,
    settings: &ShopSettings,
    occasion: &Occasion,
) -> Result<Mail> {
    let Occasion { template, subject_id, deed } = *occasion;
    let shop = json!({
        "name": settings.name,
        "website": settings.seller.website,
        "email": settings.seller.email,
    });
    let mut mail = Mail {
        message_id: message_id(template, deed, settings),
        template,
        order_id: None,
        recipient: String::new(),
        subject: String::new(),
        text: String::new(),
        html: String::new(),
        attachments: Vec::new(),
    };
    let mut data = json!({ "shop": shop });
    match template {
        Template::Welcome => {
            let user = subjects.users.get(&subject_id).ok_or(Error::NotFound { what: "user" })?;
            data["customer"] = json!({ "name": user.name });
            mail.recipient.clone_from(&user.email);
        }
        Template::RefundSucceeded => {
            let refund = subjects.refunds.get(&subject_id).ok_or(Error::NotFound { what: "refund" })?;
            data["refund"] = json!({ "amount_minor": refund.amount_minor, "reason": refund.reason });
            subjects.about_order(&mut mail, &mut data, refund.order_id, settings)?;
        }
        Template::InvoiceIssued => {
            subjects.about_order(&mut mail, &mut data, subject_id, settings)?;
            let invoice = subjects.invoices.get(&subject_id).ok_or(Error::NotFound { what: "invoice" })?;
            data["invoice"] = json!({ "number": invoice.number });
            mail.attachments.push(Attachment {
                filename: format!("{}.pdf", invoice.number),
                content_type: "application/pdf".to_owned(),
                storage_key: invoice.storage_key.clone(),
            });
        }
        Template::PaymentFailed => {
            subjects.about_order(&mut mail, &mut data, subject_id, settings)?;
            data["payment"] = json!({ "failure_code": subjects.failures.get(&subject_id) });
        }
        Template::WebhookDisabled => {
            let endpoint = subjects.endpoints.get(&subject_id);
            let endpoint = endpoint.ok_or(Error::NotFound { what: "webhook endpoint" })?;
            data["customer"] = json!({ "name": "" });
            data["endpoint"] = json!({
                "url": endpoint.url,
                "description": endpoint.description,
                "reason": endpoint.disabled_reason,
                "failing_since": endpoint.failing_since,
                "failures": endpoint.failures,
            });
            mail.recipient.clone_from(&settings.seller.email);
        }
        Template::AbandonedCart => {
            let (owner, cart) = subjects.carts.get(&subject_id).ok_or(Error::NotFound { what: "cart" })?;
            data["customer"] = json!({ "name": owner.name });
            data["cart"] = show_cart(cart);
            mail.recipient.clone_from(&owner.email);
        }
        Template::OrderReceived
        | Template::PaymentConfirmed
        | Template::OrderCancelled
        | Template::PaymentReminder
        | Template::ReviewRequest => {
            subjects.about_order(&mut mail, &mut data, subject_id, settings)?;
        }
    }
    let typeset = typesetter.typeset(template, &data)?;
    mail.subject = typeset.subject;
    mail.text = typeset.text;
    mail.html = typeset.html;
    Ok(mail)
}

/// Everything that some mails are about.
#[derive(Default)]
struct Subjects {
    users: HashMap<Uuid, user::Model>,
    refunds: HashMap<Uuid, refund::Model>,
    orders: HashMap<Uuid, order::Model>,
    /// By order, in their order.
    lines: HashMap<Uuid, Vec<order_line::Model>>,
    /// By order.
    invoices: HashMap<Uuid, invoice::Model>,
    /// By order: why its latest payment that failed did.
    failures: HashMap<Uuid, Option<String>>,
    endpoints: HashMap<Uuid, webhook_endpoint::Model>,
    /// With their owners.
    carts: HashMap<Uuid, (user::Model, CartView)>,
}

impl Subjects {
    async fn read(db: &impl ConnectionTrait, occasions: &[Occasion]) -> Result<Self> {
        let of = |templates: &[Template]| -> BTreeSet<Uuid> {
            let wanted = occasions.iter().filter(|occasion| templates.contains(&occasion.template));
            wanted.map(|occasion| occasion.subject_id).collect()
        };
        let mut subjects = Self::default();
        let users = of(&[Template::Welcome]);
        if !users.is_empty() {
            let rows = user::Entity::find().filter(user::Column::Id.is_in(users)).all(db).await?;
            subjects.users = rows.into_iter().map(|user| (user.id, user)).collect();
        }
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
        for cart_id in of(&[Template::AbandonedCart]) {
            subjects.read_cart(db, cart_id).await?;
        }
        let mut orders = of(ABOUT_ORDERS);
        orders.extend(subjects.refunds.values().map(|refund| refund.order_id));
        if !orders.is_empty() {
            subjects.read_orders(db, orders).await?;
        }
        let invoiced = of(&[Template::InvoiceIssued]);
        if !invoiced.is_empty() {
            let found = invoice::Entity::find().filter(invoice::Column::OrderId.is_in(invoiced));
            let rows = found.all(db).await?;
            subjects.invoices = rows.into_iter().map(|invoice| (invoice.order_id, invoice)).collect();
        }
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

    fn about_order(
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
                json!({ "name": line.name, "sku": line.sku, "quantity": line.quantity, "total_minor": line.total_minor })
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

/// What of a cart can be bought today.
fn show_cart(cart: &CartView) -> Value {
    let offered = cart.lines.iter().filter_map(|line| line.offer.as_ref().map(|offer| (line, offer)));
    let lines: Vec<Value> = offered
        .map(|(line, offer)| {
            json!({ "name": offer.name, "sku": offer.sku, "quantity": line.quantity, "total_minor": line.total_minor })
        })
        .collect();
    json!({ "currency": cart.cart.currency, "lines": lines, "items_minor": cart.items_minor })
}

fn order_url(settings: &ShopSettings, order_id: Uuid) -> Option<String> {
    (!settings.order_url.is_empty()).then(|| settings.order_url.replace("{id}", &order_id.to_string()))
}

/// The id under which that deed sends that mail, however often. Without angle brackets.
pub fn message_id(template: Template, deed: Uuid, settings: &ShopSettings) -> String {
    format!("{}.{}@{}", template.as_str(), deed.simple(), sender_domain(&settings.sender))
}

/// The part behind the @ of `Name <address@domain>`.
fn sender_domain(sender: &str) -> &str {
    sender.rsplit('@').next().map_or("localhost", |domain| domain.trim_end_matches('>'))
}
