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
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};

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

/// The run of a job, on the heap: the future of the largest handler would otherwise be in every frame above it.
pub fn handle<'a>(context: &'a Context, claimed: &'a Claimed) -> BoxFuture<'a, Result<Done>> {
    let services = &context.services;
    match &claimed.job {
        Job::ChargePayment { payment_id } | Job::ReconcilePayment { payment_id } => {
            payments::charge(services, claimed, *payment_id).boxed()
        }
        Job::RefundPayment { refund_id } | Job::ReconcileRefund { refund_id } => {
            payments::refund(services, claimed, *refund_id).boxed()
        }
        Job::VoidOpenPayments { order_id } => payments::void_open(services, *order_id).boxed(),
        Job::VoidPayment { payment_id } => payments::void(services, *payment_id).boxed(),
        Job::CapturePayment { payment_id } => payments::capture(services, claimed, *payment_id).boxed(),
        Job::CompareBooks { report_id } => payments::compare_books(services, *report_id).boxed(),
        Job::ProcessWebhook { receipt_id } => {
            payments::process_webhook(context, claimed, *receipt_id).boxed()
        }
        Job::FindUnsettled => payments::find_unsettled(services, claimed).boxed(),
        Job::IssueInvoice { order_id } => invoices::issue(context, claimed, *order_id).boxed(),
        Job::IssueCreditNote { refund_id } => credit_notes::issue(services, claimed, *refund_id).boxed(),
        Job::PrintCreditNote { credit_note_id } => {
            credit_notes::print(services, claimed, *credit_note_id).boxed()
        }
        Job::SendMail { template, subject_id } => {
            notifications::send_mail(context, claimed, *template, *subject_id).boxed()
        }
        Job::SendTestMail { template, user_id } => {
            notifications::send_test_mail(services, claimed, *template, *user_id).boxed()
        }
        Job::ProjectHistory { .. } => context.history.ask(claimed.clone()).map(batched).boxed(),
        Job::ProjectSales { .. } => context.sales.ask(claimed.clone()).map(batched).boxed(),
        Job::ProjectPurchases { .. } => context.purchases.ask(claimed.clone()).map(batched).boxed(),
        Job::InvalidateCatalog { .. } => catalog::invalidate(services).boxed(),
        Job::RateProduct { product_id } => reviews::rate(services, *product_id).boxed(),
        Job::RateProducts => reviews::rate_all(services).boxed(),
        Job::FanOutWebhooks { event_id } => webhooks::fan_out(services, claimed, *event_id).boxed(),
        Job::DeliverWebhook { delivery_id } => webhooks::deliver(services, claimed, *delivery_id).boxed(),
        Job::LapseUnpaid => maintenance::lapse_unpaid(services).boxed(),
        Job::AbandonIdleCarts => maintenance::abandon_idle_carts(services).boxed(),
        Job::RemindUnpaid | Job::RemindOfCarts | Job::RequestReviews => {
            notifications::remind(services, &claimed.job).boxed()
        }
        Job::Prune => maintenance::prune(services).boxed(),
        Job::RefreshEmbeddings => embeddings::refresh(services).boxed(),
        Job::WriteDraft { draft_id } => drafts::write(services, claimed, *draft_id).boxed(),
        Job::Ping => ready(Ok(Done::Harmless)).boxed(),
        Job::KeepEventLog => events::keep_log(services).boxed(),
        Job::PlanReplay { replay_id, after } => {
            events::plan_replay(services, claimed, *replay_id, *after).boxed()
        }
        Job::ReplayOrders { replay_id, orders } => {
            events::replay_orders(services, claimed, *replay_id, orders).boxed()
        }
        Job::RebuildReadModel { model } => events::rebuild(services, model).boxed(),
        Job::PlanImport { import_id } => transfers::plan_import(services, claimed, *import_id).boxed(),
        Job::ImportProducts { import_id, chunk, segments } => {
            transfers::import_products(services, claimed, (*import_id, *chunk, *segments)).boxed()
        }
        Job::FinishImport { import_id } => transfers::finish_import(services, *import_id).boxed(),
        Job::ExportNightly => transfers::export_nightly(services, claimed).boxed(),
        Job::PlanExport { export_id } => transfers::plan_export(services, claimed, *export_id).boxed(),
        Job::WriteExport { export_id, part, after, until } => {
            transfers::write_export(services, claimed, *export_id, *part, (*after, *until)).boxed()
        }
        Job::ResizeImage { image_id } => pictures::resize(services, claimed, *image_id).boxed(),
        Job::FinishExport { export_id } => transfers::finish_export(services, *export_id).boxed(),
        Job::WriteDataExport { export_id } => accounts::write_data(services, claimed, *export_id).boxed(),
    }
}

/// A batch records the outcome of each job in it, also of those that fail.
fn batched(projected: Option<bool>) -> Result<Done> {
    Ok(if projected == Some(true) { Done::Committed } else { Done::Recorded })
}
