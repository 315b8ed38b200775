//! From rows to entries.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use entity::{event, job, mail, order_note, payment_entry, transition, webhook_receipt};
use uuid::Uuid;

use super::load::Rows;
use super::{Entry, EntryType};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::jobs::{self, Attempt, AttemptOutcome, Job};
use crate::money;
use crate::notifications::message_id;
use crate::settings::ShopSettings;

pub fn entries(rows: &Rows, settings: &ShopSettings) -> Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = rows.events.iter().map(of_event).collect();
    entries.extend(rows.changes.iter().map(of_change));
    entries.extend(rows.money.iter().map(of_money));
    entries.extend(rows.webhooks.iter().map(of_webhook));
    entries.extend(rows.notes.iter().map(of_note));
    let mailbox: HashMap<&str, &mail::Model> =
        rows.mails.iter().map(|row| (row.message_id.as_str(), row)).collect();
    let mut told = HashSet::new();
    for row in &rows.jobs {
        let of_its_own = of_job(row)?;
        // A kind of another version is shown as the job alone.
        match Job::from_stored(&row.kind, &row.payload) {
            Ok(Job::SendMail { template, .. }) => {
                let id = message_id(template, row.event_id.unwrap_or(row.id), settings);
                let kept = mailbox.get(id.as_str()).copied();
                told.extend(kept.map(|kept| kept.id));
                entries.push(of_mail_job(&of_its_own, template.as_str(), &id, &rows.order.email, kept));
            }
            Ok(job) => entries.extend(calls(rows, &of_its_own, &job)),
            Err(_) => {}
        }
        entries.push(of_its_own);
    }
    entries.extend(rows.mails.iter().filter(|row| !told.contains(&row.id)).map(of_kept_mail));
    Ok(entries)
}

fn entry(what: EntryType, id: String, kind: &str, state: &str, at: Timestamp) -> Entry {
    Entry {
        id,
        parent: None,
        what,
        kind: kind.to_owned(),
        state: state.to_owned(),
        at,
        started_at: None,
        finished_at: None,
        waited: None,
        ran: None,
        trace_id: None,
        subject_id: None,
        summary: None,
        attempts: Vec::new(),
    }
}

fn of_event(row: &event::Model) -> Entry {
    let state = if row.published_at.is_some() { "published" } else { "unpublished" };
    Entry {
        parent: row.job_id.map(|id| id.to_string()),
        finished_at: row.published_at,
        waited: row.published_at.map(|at| at - row.recorded_at),
        trace_id: Some(row.trace_id.clone()),
        summary: Some(format!("version {} of the order", row.version)),
        ..entry(EntryType::Event, row.id.to_string(), &row.kind, state, row.recorded_at)
    }
}

fn of_change(row: &transition::Model) -> Entry {
    let from = if row.from_state.is_empty() { "new" } else { &row.from_state };
    Entry {
        subject_id: Some(row.subject_id),
        summary: Some(format!("{from} → {}: {}", row.to_state, row.cause)),
        ..entry(EntryType::Change, row.id.to_string(), row.axis.as_str(), &row.to_state, row.created_at)
    }
}

fn of_money(row: &payment_entry::Model) -> Entry {
    let amount = money::format(row.amount_minor, &row.currency);
    Entry {
        subject_id: Some(row.payment_id),
        summary: Some(format!("{amount}, {} {}", row.provider, row.reference)),
        ..entry(EntryType::Money, row.id.to_string(), row.kind.as_str(), "booked", row.created_at)
    }
}

fn of_note(row: &order_note::Model) -> Entry {
    Entry {
        summary: Some(format!("{}: {}", row.author, row.text)),
        ..entry(EntryType::Note, row.id.to_string(), "note", "noted", row.created_at)
    }
}

fn of_webhook(row: &webhook_receipt::Model) -> Entry {
    let state = if row.processed_at.is_some() { "processed" } else { "received" };
    Entry {
        finished_at: row.processed_at,
        subject_id: row.subject_id,
        summary: Some(format!("{} {}", row.provider, row.event_id)),
        ..entry(EntryType::Webhook, row.id.to_string(), &row.provider, state, row.received_at)
    }
}

fn of_job(row: &job::Model) -> Result<Entry> {
    let attempts = jobs::attempts(row)?;
    let first = attempts.first();
    let parent = row.event_id.or(row.parent_id);
    // A job that processes a webhook is about it, and the webhook led to it.
    let parent = parent.or(row.subject_id);
    Ok(Entry {
        parent: parent.map(|id| id.to_string()),
        started_at: first.and_then(|attempt| attempt.started_at),
        finished_at: row.finished_at,
        waited: first.and_then(Attempt::waited),
        ran: attempts.iter().filter_map(Attempt::ran).reduce(|all, one| all + one),
        trace_id: Some(row.trace_id.clone()),
        subject_id: row.subject_id,
        summary: attempts.iter().rev().find_map(|attempt| attempt.error.clone()),
        attempts,
        ..entry(EntryType::Job, row.id.to_string(), &row.kind, row.state.as_str(), row.created_at)
    })
}

/// A mail takes its times from the last run of its job, since only that one can have sent it.
fn of_mail_job(
    job: &Entry,
    template: &str,
    message_id: &str,
    recipient: &str,
    kept: Option<&mail::Model>,
) -> Entry {
    let last = job.attempts.last();
    let state = match last.map(|attempt| attempt.outcome) {
        Some(AttemptOutcome::Done) => "sent",
        Some(AttemptOutcome::Running) => "sending",
        Some(AttemptOutcome::Failed) => "failed",
        None => "waiting",
    };
    let started_at = last.and_then(|attempt| attempt.started_at);
    Entry {
        parent: Some(job.id.clone()),
        started_at,
        finished_at: last.and_then(|attempt| attempt.ended_at),
        waited: started_at.map(|started| (started - job.at).max(TimeDelta::zero())),
        ran: last.and_then(Attempt::ran),
        trace_id: job.trace_id.clone(),
        subject_id: kept.map(|row| row.id),
        summary: Some(format!("to {recipient}, <{message_id}>")),
        ..entry(EntryType::Mail, format!("{}/mail", job.id), template, state, job.at)
    }
}

fn of_kept_mail(row: &mail::Model) -> Entry {
    Entry {
        finished_at: Some(row.created_at),
        subject_id: Some(row.id),
        summary: Some(format!("to {}, <{}>", row.recipient, row.message_id)),
        ..entry(EntryType::Mail, row.id.to_string(), &row.template, "sent", row.created_at)
    }
}

/// The runs of a job that asks a payment provider. One that found everything settled did not ask; it is shown all the
/// same, since nothing tells them apart.
fn calls(rows: &Rows, of: &Entry, job: &Job) -> Vec<Entry> {
    let (kind, subject_id) = match job {
        Job::ChargePayment { payment_id } => ("charge", Some(*payment_id)),
        Job::ReconcilePayment { payment_id } => ("look_up", Some(*payment_id)),
        Job::RefundPayment { refund_id } => ("refund", Some(*refund_id)),
        Job::ReconcileRefund { refund_id } => ("look_up", Some(*refund_id)),
        Job::CapturePayment { payment_id } => ("capture", Some(*payment_id)),
        Job::VoidPayment { payment_id } => ("void", Some(*payment_id)),
        Job::VoidOpenPayments { .. } => ("void", None),
        _ => return Vec::new(),
    };
    let summary = subject_id.and_then(|id| about(rows, id));
    let call = |(nth, attempt): (usize, &Attempt)| {
        let state = match attempt.outcome {
            AttemptOutcome::Running => "under_way",
            AttemptOutcome::Done => "answered",
            AttemptOutcome::Failed => "failed",
        };
        let reason = attempt.error.as_ref();
        let words: Vec<&str> = summary.iter().chain(reason).map(String::as_str).collect();
        Entry {
            parent: Some(of.id.clone()),
            started_at: attempt.started_at,
            finished_at: attempt.ended_at,
            waited: attempt.waited(),
            ran: attempt.ran(),
            trace_id: of.trace_id.clone(),
            subject_id,
            summary: (!words.is_empty()).then(|| words.join(": ")),
            ..entry(
                EntryType::PaymentCall,
                format!("{}/call/{}", of.id, nth + 1),
                kind,
                state,
                attempt.started_at.or(attempt.ended_at).unwrap_or(of.at),
            )
        }
    };
    of.attempts.iter().enumerate().map(call).collect()
}

/// A payment or refund in words: who, how much, and under which name there.
fn about(rows: &Rows, id: Uuid) -> Option<String> {
    let payment_of = |id| rows.payments.iter().find(|row| row.id == id);
    let (provider, amount, currency, reference) = match rows.refunds.iter().find(|row| row.id == id) {
        Some(row) => (&payment_of(row.payment_id)?.provider, row.amount_minor, &row.currency, &row.reference),
        None => {
            let row = payment_of(id)?;
            (&row.provider, row.amount_minor, &row.currency, &row.reference)
        }
    };
    let amount = money::format(amount, currency);
    Some(match reference {
        Some(reference) => format!("{amount}, {provider} {reference}"),
        None => format!("{amount}, {provider}"),
    })
}
