//! One handler per kind of job. Each reads, then talks to the outside, then writes; each is safe to run twice.

mod accounts;
mod catalog;
mod credit_notes;
mod drafts;
mod embeddings;
mod events;
mod invoices;
mod maintenance;
mod notifications;
mod payments;
mod pictures;
mod reviews;
mod transfers;
mod webhooks;

use domain::Result;
use domain::jobs::{Claimed, Job};

use crate::context::Context;

/// How a run ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// The effect and the completion of the job are committed.
    Committed,
    /// The effect is in place, or there was none; the job still has to be marked done, and would do no harm if it ran
    /// again instead.
    Harmless,
    /// It did not work out, and the ledger knows already.
    Recorded,
}

pub async fn handle(context: &Context, claimed: &Claimed) -> Result<Done> {
    let services = &context.services;
    match &claimed.job {
        Job::ChargePayment { payment_id } | Job::ReconcilePayment { payment_id } => {
            payments::charge(services, claimed, *payment_id).await
        }
        Job::RefundPayment { refund_id } | Job::ReconcileRefund { refund_id } => {
            payments::refund(services, claimed, *refund_id).await
        }
        Job::VoidOpenPayments { order_id } => payments::void_open(services, *order_id).await,
        Job::VoidPayment { payment_id } => payments::void(services, *payment_id).await,
        Job::CapturePayment { payment_id } => payments::capture(services, claimed, *payment_id).await,
        Job::CompareBooks { report_id } => payments::compare_books(services, *report_id).await,
        Job::ProcessWebhook { receipt_id } => payments::process_webhook(context, claimed, *receipt_id).await,
        Job::FindUnsettled => payments::find_unsettled(services, claimed).await,
        Job::IssueInvoice { order_id } => invoices::issue(context, claimed, *order_id).await,
        Job::IssueCreditNote { refund_id } => credit_notes::issue(services, claimed, *refund_id).await,
        Job::PrintCreditNote { credit_note_id } => {
            credit_notes::print(services, claimed, *credit_note_id).await
        }
        Job::SendMail { template, subject_id } => {
            notifications::send_mail(context, claimed, *template, *subject_id).await
        }
        Job::SendTestMail { template, user_id } => {
            notifications::send_test_mail(services, claimed, *template, *user_id).await
        }
        Job::ProjectHistory { .. } => Ok(batched(context.history.ask(claimed.clone()).await)),
        Job::ProjectSales { .. } => Ok(batched(context.sales.ask(claimed.clone()).await)),
        Job::ProjectPurchases { .. } => Ok(batched(context.purchases.ask(claimed.clone()).await)),
        Job::InvalidateCatalog { .. } => catalog::invalidate(services).await,
        Job::RateProduct { product_id } => reviews::rate(services, *product_id).await,
        Job::RateProducts => reviews::rate_all(services).await,
        Job::FanOutWebhooks { event_id } => webhooks::fan_out(services, claimed, *event_id).await,
        Job::DeliverWebhook { delivery_id } => webhooks::deliver(services, claimed, *delivery_id).await,
        Job::LapseUnpaid => maintenance::lapse_unpaid(services).await,
        Job::AbandonIdleCarts => maintenance::abandon_idle_carts(services).await,
        Job::RemindUnpaid | Job::RemindOfCarts | Job::RequestReviews => {
            notifications::remind(services, &claimed.job).await
        }
        Job::Prune => maintenance::prune(services).await,
        Job::RefreshEmbeddings => embeddings::refresh(services).await,
        Job::WriteDraft { draft_id } => drafts::write(services, claimed, *draft_id).await,
        Job::Ping => Ok(Done::Harmless),
        Job::KeepEventLog => events::keep_log(services).await,
        Job::PlanReplay { replay_id, after } => {
            events::plan_replay(services, claimed, *replay_id, *after).await
        }
        Job::ReplayOrders { replay_id, orders } => {
            events::replay_orders(services, claimed, *replay_id, orders).await
        }
        Job::RebuildReadModel { model } => events::rebuild(services, model).await,
        Job::PlanImport { import_id } => transfers::plan_import(services, claimed, *import_id).await,
        Job::ImportProducts { import_id, chunk, segments } => {
            transfers::import_products(services, claimed, (*import_id, *chunk, *segments)).await
        }
        Job::FinishImport { import_id } => transfers::finish_import(services, *import_id).await,
        Job::ExportNightly => transfers::export_nightly(services, claimed).await,
        Job::PlanExport { export_id } => transfers::plan_export(services, claimed, *export_id).await,
        Job::WriteExport { export_id, part, after, until } => {
            transfers::write_export(services, claimed, *export_id, *part, (*after, *until)).await
        }
        Job::ResizeImage { image_id } => pictures::resize(services, claimed, *image_id).await,
        Job::FinishExport { export_id } => transfers::finish_export(services, *export_id).await,
        Job::WriteDataExport { export_id } => accounts::write_data(services, claimed, *export_id).await,
    }
}

/// A batch records the outcome of each job in it, also of those that fail.
fn batched(projected: Option<bool>) -> Done {
    if projected == Some(true) { Done::Committed } else { Done::Recorded }
}
