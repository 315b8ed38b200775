//! Talking to payment providers. No transaction is open while one is asked.

use domain::entity::payment;
use domain::jobs::{self, Claimed, Job, NewJob};
use domain::payments::{self, Begin, Notice, Receipt, RefundReceipt};
use domain::{Error, Result};
use platform::{Services, broken_off};
use uuid::Uuid;

use super::Done;
use crate::context::Context;

/// Charges a payment, or finds out what became of an earlier attempt to.
pub async fn charge(services: &Services, claimed: &Claimed, payment_id: Uuid) -> Result<Done> {
    let store = &services.store;
    let public_url = &services.config.http.public_url;
    let answer = match payments::begin_charge(store, payment_id, public_url).await? {
        Begin::Settled => return Ok(Done::Harmless),
        // What costs nothing is paid without asking anybody.
        Begin::Ask(charge, _) | Begin::LookUp { charge, waits: true, .. } if charge.amount_minor == 0 => {
            Ok(payments::free(&charge))
        }
        Begin::Ask(charge, payment) => services.provider(&payment.provider)?.charge(&charge).await,
        Begin::LookUp { charge, payment, waits } => {
            let provider = services.provider(&payment.provider)?;
            match provider.find_charge(&charge, payment.reference.as_deref()).await {
                Ok(Some(receipt)) => Ok(receipt),
                Ok(None) if waits => provider.charge(&charge).await,
                Ok(None) => {
                    let close = async |txn: &_| payments::close_unreached(txn, &payment).await;
                    jobs::complete(store, claimed, close).await?;
                    return Ok(Done::Committed);
                }
                Err(error) => Err(error),
            }
        }
    };
    match answer {
        Ok(receipt) => {
            jobs::complete(store, claimed, async |txn| {
                payments::settle(txn, payment_id, &receipt, "charge").await
            })
            .await?;
            Ok(Done::Committed)
        }
        // Nothing was sent. The payment stays under way, so that the next run looks it up first.
        Err(error @ Error::TooBusy { .. }) => Err(error),
        Err(error) => {
            payments::mark_unknown(store, payment_id).await?;
            Err(error)
        }
    }
}

/// Makes a refund, or finds out what became of an earlier attempt to.
pub async fn refund(services: &Services, claimed: &Claimed, refund_id: Uuid) -> Result<Done> {
    let store = &services.store;
    let Some(begun) = payments::begin_refund(store, refund_id).await? else { return Ok(Done::Harmless) };
    let provider = services.provider(&begun.provider)?;
    let known = if begun.look_up { provider.find_refund(&begun.request).await } else { Ok(None) };
    let answer = match known {
        Ok(Some(receipt)) => Ok(receipt),
        Ok(None) => provider.refund(&begun.request).await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(receipt) => {
            let settle = async |txn: &_| payments::settle_refund(txn, refund_id, &receipt, "refund").await;
            jobs::complete(store, claimed, settle).await?;
            Ok(Done::Committed)
        }
        Err(error @ Error::TooBusy { .. }) => Err(error),
        Err(error) => {
            payments::mark_refund_unknown(store, refund_id).await?;
            Err(error)
        }
    }
}

/// Takes what was authorised. Whatever comes of it is told under the same key again.
pub async fn capture(services: &Services, claimed: &Claimed, payment_id: Uuid) -> Result<Done> {
    let store = &services.store;
    let Some((provider, capture)) = payments::capture_to_make(store.read(), payment_id).await? else {
        return Ok(Done::Harmless);
    };
    let receipt = services.provider(&provider)?.capture(&capture).await?;
    let settle = async |txn: &_| payments::settle(txn, payment_id, &receipt, "capture").await;
    jobs::complete(store, claimed, settle).await?;
    Ok(Done::Committed)
}

/// Gives up a payment that nobody wants any more.
pub async fn void(services: &Services, payment_id: Uuid) -> Result<Done> {
    let store = &services.store;
    if let Some(payment) = payments::open_payment(store.read(), payment_id).await? {
        give_up(services, &payment).await?;
    }
    Ok(Done::Harmless)
}

/// Compares our books with a provider's.
pub async fn compare_books(services: &Services, report_id: Uuid) -> Result<Done> {
    let store = &services.store;
    let provider = payments::report_provider(store.read(), report_id).await?;
    payments::make_report(store, services.provider(&provider)?.as_ref(), report_id).await?;
    Ok(Done::Harmless)
}

/// Gives up what an order that is cancelled or expired still had open at the provider.
pub async fn void_open(services: &Services, order_id: Uuid) -> Result<Done> {
    let store = &services.store;
    for payment in payments::open_of_order(store.read(), order_id).await? {
        give_up(services, &payment).await?;
    }
    Ok(Done::Harmless)
}

async fn give_up(services: &Services, payment: &payment::Model) -> Result<()> {
    let store = &services.store;
    match &payment.reference {
        None => store.write(async |txn| payments::close_unreached(txn, payment).await).await,
        Some(reference) => {
            let receipt = services.provider(&payment.provider)?.void(payment.id, reference).await?;
            store.write(async |txn| payments::settle(txn, payment.id, &receipt, "void").await).await
        }
    }
}

/// Acts on a stored webhook. Most repeat what the answer to the charge has told, and are ended without the order's lock.
pub async fn process_webhook(context: &Context, claimed: &Claimed, receipt_id: Uuid) -> Result<Done> {
    let services = &context.services;
    let store = &services.store;
    let Some(row) = payments::webhook_to_process(store.read(), receipt_id).await? else {
        return Ok(Done::Harmless);
    };
    let notice = services.provider(&row.provider)?.read_webhook(&row.body)?;
    if let Notice::Payment { payment_id, receipt } = &notice
        && payments::is_settled(store.read(), *payment_id, receipt).await?
    {
        let noted = context.heard.ask(receipt_id).await;
        return if noted == Some(true) { Ok(Done::Harmless) } else { Err(broken_off()) };
    }
    let processed = jobs::complete(store, claimed, async |txn| {
        match &notice {
            Notice::Payment { payment_id, receipt } => settle_payment(txn, *payment_id, receipt).await?,
            Notice::Refund { refund_id, receipt } => settle_refund(txn, *refund_id, receipt).await?,
            Notice::Refunded { payment_id, refunded_minor, reference } => {
                let booked = payments::refunded_elsewhere(txn, *payment_id, *refunded_minor, reference).await;
                not_ours(booked, payment_id)?;
            }
            Notice::Dispute(dispute) => {
                let recorded = payments::record_dispute(txn, &row.provider, dispute).await;
                not_ours(recorded, &dispute.payment_reference)?;
            }
            Notice::Other => {}
        }
        payments::webhooks_done(txn, &[receipt_id]).await
    });
    processed.await?;
    Ok(Done::Committed)
}

async fn settle_payment(txn: &domain::Txn, payment_id: Uuid, receipt: &Receipt) -> Result<()> {
    let settled = payments::settle(txn, payment_id, receipt, "webhook").await;
    not_ours(settled, &payment_id)
}

async fn settle_refund(txn: &domain::Txn, refund_id: Uuid, receipt: &RefundReceipt) -> Result<()> {
    let settled = payments::settle_refund(txn, refund_id, receipt, "webhook").await;
    not_ours(settled, &refund_id)
}

/// A provider's account may serve other shops too: what we do not know is not ours.
fn not_ours(settled: Result<()>, id: &dyn std::fmt::Display) -> Result<()> {
    match settled {
        Err(Error::NotFound { what }) => {
            tracing::warn!("a webhook is about {what} {id}, which this shop does not know; ignored");
            Ok(())
        }
        other => other,
    }
}

/// Enqueues a look at each payment and refund whose outcome is missing.
pub async fn find_unsettled(services: &Services, claimed: &Claimed) -> Result<Done> {
    let store = &services.store;
    let unsettled = payments::find_unsettled(store.read(), domain::clock::now()).await?;
    let payments = unsettled.payments.into_iter().map(|payment_id| {
        NewJob::new(Job::ReconcilePayment { payment_id }).unique(format!("payments.reconcile {payment_id}"))
    });
    let refunds = unsettled.refunds.into_iter().map(|refund_id| {
        NewJob::new(Job::ReconcileRefund { refund_id })
            .unique(format!("payments.reconcile_refund {refund_id}"))
    });
    let jobs: Vec<NewJob> = payments.chain(refunds).collect();
    let tickets = jobs::complete(store, claimed, async |txn| jobs::enqueue_all(txn, jobs).await).await?;
    services.push(&tickets).await;
    Ok(Done::Committed)
}
