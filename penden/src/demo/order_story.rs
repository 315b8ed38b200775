//! One order of the demo's past, from its cart to its end.

use anyhow::Context;
use chrono::TimeDelta;
use domain::carts::{self, CartKey};
use domain::clock::{earlier, now};
use domain::entity::states::{DisputeState, PaymentState, RefundState};
use domain::entity::{payment, refund};
use domain::orders::{
    self, FulfilmentEvent, OrderView, PaymentChoice, PlaceOrder, ShipOrder, ShippingChoice, Viewer,
};
use domain::payments::{self, Begin, DisputeNotice, LineRefund, RefundOrder, RefundWhat};
use domain::shipping::Address;
use domain::{Txn, invoices};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;
use uuid::Uuid;

use super::aftermath;
use super::past::{Person, Stage};

const PROVIDER: &str = "sandbox";

#[derive(Deserialize)]
pub struct Story {
    /// Hours ago.
    hours: f64,
    /// Whose it is among the people.
    pub by: usize,
    /// Skus and quantities.
    lines: Vec<(String, i32)>,
    shipping: String,
    #[serde(default)]
    codes: Vec<String>,
    card: String,
    /// Hours after it was placed, and what happened then.
    then: Vec<(f64, Deed)>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Pack,
    Ship,
    /// One unit of the first line.
    ShipPart,
    Deliver,
    /// The parcel came back.
    Return,
    Cancel,
    /// Its payment did not come in time.
    Lapse,
    /// A part of what was paid.
    RefundPart,
    /// One unit of the first line, which goes back into stock.
    RefundLine,
    RefundAll,
    Hold,
    Note,
    Dispute,
    DisputeWon,
    DisputeLost,
    /// One unit of the first line.
    AskReturn,
    ApproveReturn,
    RejectReturn,
    /// It is here, and goes into stock again.
    ReceiveReturn,
    RefundReturn,
    /// Who has an account likes the first thing, and everybody may read it.
    Praise,
    /// They do not, and staff has not read it yet.
    Grumble,
}

/// Places the order of that person, who is that user if they have an account, and lets happen what did.
pub async fn tell(
    stage: &Stage<'_>,
    story: &Story,
    person: &Person,
    user_id: Option<Uuid>,
) -> anyhow::Result<()> {
    let placed = hours(story.hours);
    let order = earlier(placed, place(stage, story, person, user_id)).await.context("placing")?;
    let payment = order.payments.first().context("an order begins with a payment")?;
    // As long as a charge takes.
    earlier(placed - TimeDelta::seconds(2), charge(stage, payment.id)).await.context("charging")?;
    earlier(placed - TimeDelta::seconds(4), invoice(stage, order.order.id)).await.context("invoicing")?;
    for (after, deed) in &story.then {
        let ago = placed - hours(*after);
        if ago > TimeDelta::zero() {
            stage.as_staff(ago, happen(stage, &order, *deed)).await?;
        }
    }
    Ok(())
}

fn hours(hours: f64) -> TimeDelta {
    TimeDelta::milliseconds((hours * 3_600_000.0) as i64)
}

async fn place(
    stage: &Stage<'_>,
    story: &Story,
    person: &Person,
    user_id: Option<Uuid>,
) -> domain::Result<OrderView> {
    let settings = stage.services.shop();
    let fill = async |txn: &Txn| {
        let mut key = CartKey { user_id, token: None };
        for (sku, quantity) in &story.lines {
            let id = stage.variants.get(sku).copied();
            let id = id.ok_or(domain::Error::NotFound { what: "variant" })?;
            let (_, token) = carts::add(txn, &key, &settings.currency, id, *quantity).await?;
            key.token = token.or(key.token);
        }
        for code in &story.codes {
            let cart = carts::find(txn, &key).await?.ok_or(domain::Error::NotFound { what: "cart" })?;
            carts::add_code(txn, &cart, code).await?;
        }
        let draft = PlaceOrder {
            cart: key,
            email: person.email.clone(),
            shipping_address: address(person),
            billing_address: None,
            shipping: ShippingChoice::Method(story.shipping.clone()),
            payment: PaymentChoice { provider: PROVIDER.to_owned(), token: format!("tok_{}", story.card) },
            expected_total_minor: None,
        };
        orders::place(txn, draft, &settings).await
    };
    stage.services.store.write(fill).await
}

fn address(person: &Person) -> Address {
    Address {
        name: person.name.clone(),
        company: None,
        line1: person.line1.clone(),
        line2: None,
        postal_code: person.postal_code.clone(),
        city: person.city.clone(),
        region: None,
        country: person.country.clone(),
        phone: None,
    }
}

/// As a worker charges.
async fn charge(stage: &Stage<'_>, payment_id: Uuid) -> domain::Result<()> {
    let services = stage.services;
    let begun = payments::begin_charge(&services.store, payment_id, &services.config.http.public_url).await?;
    let Begin::Ask(charge, _) = begun else { return Ok(()) };
    let receipt = services.provider(PROVIDER)?.charge(&charge).await?;
    let settle = async |txn: &Txn| payments::settle(txn, payment_id, &receipt, "charge").await;
    services.store.write(settle).await
}

/// Gives a paid order the number of its invoice; a worker prints it.
async fn invoice(stage: &Stage<'_>, order_id: Uuid) -> domain::Result<()> {
    let paid = payment::Column::State.eq(PaymentState::Captured);
    let payments = payment::Entity::find().filter(payment::Column::OrderId.eq(order_id)).filter(paid);
    if payments.one(stage.services.store.writer()).await?.is_some() {
        invoices::number(&stage.services.store, &[order_id], &stage.services.shop()).await?;
    }
    Ok(())
}

async fn happen(stage: &Stage<'_>, view: &OrderView, deed: Deed) -> anyhow::Result<()> {
    let (store, id) = (&stage.services.store, view.order.id);
    let step = async |step| store.write(async |txn| orders::fulfil(txn, id, step, None).await).await;
    match deed {
        Deed::Pack => drop(step(FulfilmentEvent::Pack).await?),
        Deed::Deliver => drop(step(FulfilmentEvent::Deliver).await?),
        Deed::Ship => ship(stage, view, Vec::new()).await?,
        Deed::ShipPart => {
            let first = view.lines.first().map(|line| (line.id, 1));
            ship(stage, view, first.into_iter().collect()).await?;
        }
        Deed::Return => {
            let viewer = Viewer { is_staff: true, ..Viewer::default() };
            let parcels = orders::find(store.writer(), id, &viewer).await?.parcels;
            let parcel = parcels.first().context("nothing was sent")?.shipment.id;
            store.write(async |txn| orders::return_shipment(txn, id, parcel).await).await?;
        }
        Deed::Cancel => {
            let reason = "the customer changed their mind";
            store.write(async |txn| orders::cancel(txn, id, reason).await).await?;
            pay_back(stage, id).await?;
        }
        Deed::Lapse => drop(orders::lapse_unpaid(store, now()).await?),
        Deed::RefundPart => refund(stage, id, RefundWhat::Amount(view.order.total_minor / 4)).await?,
        Deed::RefundAll => refund(stage, id, RefundWhat::Amount(view.order.total_minor)).await?,
        Deed::RefundLine => {
            let order_line_id = view.lines.first().context("an order has lines")?.id;
            let line = LineRefund { order_line_id, quantity: 1, restock: true, sent: false };
            refund(stage, id, RefundWhat::Lines(vec![line])).await?;
        }
        Deed::Hold => {
            let reason = "the address looks wrong; asked the customer";
            store.write(async |txn| orders::hold(txn, id, reason).await).await?;
        }
        Deed::Note => {
            let author = (Some(stage.staff.0), stage.staff.1.clone());
            let text = "Rang twice, nobody there. Wrote a mail.";
            store.write(async |txn| orders::note(txn, id, author, text).await).await?;
        }
        Deed::AskReturn
        | Deed::ApproveReturn
        | Deed::RejectReturn
        | Deed::ReceiveReturn
        | Deed::RefundReturn
        | Deed::Praise
        | Deed::Grumble => aftermath::happen(stage, view, deed).await?,
        Deed::Dispute => contest(stage, view, DisputeState::NeedsResponse, Some(true)).await?,
        Deed::DisputeWon => contest(stage, view, DisputeState::Won, Some(false)).await?,
        Deed::DisputeLost => contest(stage, view, DisputeState::Lost, None).await?,
    }
    Ok(())
}

async fn ship(stage: &Stage<'_>, view: &OrderView, lines: Vec<(Uuid, i64)>) -> domain::Result<()> {
    let parcel = ShipOrder {
        order_id: view.order.id,
        lines,
        carrier: Some("Sandpost".to_owned()),
        tracking: Some(format!("SP{}", view.order.number.replace('-', ""))),
        tracking_url: None,
    };
    stage.services.store.write(async |txn| orders::ship(txn, &parcel).await).await?;
    Ok(())
}

async fn refund(stage: &Stage<'_>, order_id: Uuid, what: RefundWhat) -> domain::Result<()> {
    let request = RefundOrder { order_id, what, reason: "arrived with a crack".to_owned() };
    stage.services.store.write(async |txn| payments::refund(txn, &request).await).await?;
    pay_back(stage, order_id).await
}

/// As a worker makes the refunds that were asked for.
pub async fn pay_back(stage: &Stage<'_>, order_id: Uuid) -> domain::Result<()> {
    let services = stage.services;
    let asked = refund::Entity::find()
        .filter(refund::Column::OrderId.eq(order_id))
        .filter(refund::Column::State.eq(RefundState::Requested))
        .order_by_asc(refund::Column::Id)
        .all(services.store.writer())
        .await?;
    for row in asked {
        let Some(begun) = payments::begin_refund(&services.store, row.id).await? else { continue };
        let receipt = services.provider(&begun.provider)?.refund(&begun.request).await?;
        let settle = async |txn: &Txn| payments::settle_refund(txn, row.id, &receipt, "refund").await;
        services.store.write(settle).await?;
        let credit = async |txn: &Txn| invoices::credit_refund(txn, row.id).await;
        let tickets = services.store.write(credit).await?;
        services.push(&tickets).await;
    }
    Ok(())
}

/// What the payer's bank says; the pretend provider has no disputes of its own.
async fn contest(
    stage: &Stage<'_>,
    view: &OrderView,
    state: DisputeState,
    withdrawn: Option<bool>,
) -> anyhow::Result<()> {
    let store = &stage.services.store;
    let of_order = payment::Column::OrderId.eq(view.order.id);
    let payment = payment::Entity::find().filter(of_order).one(store.writer()).await?;
    let payment = payment.context("the order has no payment")?;
    let notice = DisputeNotice {
        reference: format!("dp_{}", payment.id.simple()),
        payment_reference: payment.reference.context("the payment was never made")?,
        state,
        amount_minor: payment.amount_minor,
        currency: payment.currency,
        reason: "product_not_received".to_owned(),
        evidence_due_at: Some(now() + TimeDelta::days(9)),
        opened_at: now(),
        told_at: now(),
        withdrawn,
    };
    let record = async |txn: &Txn| payments::record_dispute(txn, PROVIDER, &notice).await;
    Ok(store.write(record).await?)
}
