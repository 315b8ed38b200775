//! Every metric there is, wherever it is counted. Dashboards and alerts rely on these names; a test compares them.
//!
//! Labels have few values: queues, kinds, operations, outcomes. Never an id, an address or a text.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

use Kind::{Counter, Gauge, Histogram};

#[derive(Debug, Clone, Copy)]
pub struct Metric {
    pub name: &'static str,
    pub kind: Kind,
    pub labels: &'static [&'static str],
    pub meaning: &'static str,
}

const fn metric(
    name: &'static str,
    kind: Kind,
    labels: &'static [&'static str],
    meaning: &'static str,
) -> Metric {
    Metric { name, kind, labels, meaning }
}

pub const METRICS: &[Metric] = &[
    metric("penden_http_requests_total", Counter, &["operation", "status"], "Requests"),
    metric("penden_http_request_seconds", Histogram, &["operation"], "Time to answer a request"),
    metric("penden_sql_seconds", Histogram, &["failed"], "Time of one SQL statement"),
    metric("penden_db_connections", Gauge, &["pool", "state"], "Connections to the database: idle, used"),
    metric("penden_jobs_enqueued_total", Counter, &["queue", "kind"], "Jobs written into the ledger"),
    metric("penden_jobs_total", Counter, &["queue", "kind", "outcome"], "Runs of jobs"),
    metric("penden_jobs_in_flight", Gauge, &["queue"], "Jobs that run in this process now"),
    metric("penden_job_run_seconds", Histogram, &["queue", "kind"], "Time of one run of a job"),
    metric("penden_job_wait_seconds", Histogram, &["queue", "kind"], "From a job being due to its run"),
    metric("penden_leases_expired_total", Counter, &["kind"], "Jobs taken back from workers that are gone"),
    metric("penden_jobs", Gauge, &["queue", "state"], "Jobs in the ledger that are not over, and dead ones"),
    metric("penden_oldest_job_seconds", Gauge, &["queue"], "How long the oldest due job has waited"),
    metric("penden_outbox_events", Gauge, &[], "Events whose jobs are not written yet"),
    metric("penden_outbox_lag_seconds", Gauge, &[], "Age of the oldest of them"),
    metric("penden_tickets_pushed_total", Counter, &["queue"], "Tickets handed to the transport"),
    metric("penden_tickets_fetched_total", Counter, &["queue"], "Tickets taken from the transport"),
    metric("penden_leases_lost_total", Counter, &[], "Runs cut off because their lease was not extended"),
    metric("penden_outside_calls_total", Counter, &["provider", "outcome"], "Calls to services outside"),
    metric("penden_outside_call_seconds", Histogram, &["provider"], "Time of one call outside"),
    metric("penden_breaker_open", Gauge, &["provider"], "0 closed, 0.5 on trial, 1 open"),
    metric("penden_webhook_attempts_total", Counter, &["outcome"], "Webhooks sent: succeeded, failed"),
    metric("penden_webhook_seconds", Histogram, &[], "Time of one attempt to deliver a webhook"),
    metric("penden_model_calls_total", Counter, &["purpose", "outcome"], "Calls to models"),
    metric("penden_model_call_seconds", Histogram, &["purpose"], "Time of one call to a model"),
    metric("penden_model_tokens_total", Counter, &["purpose", "direction"], "Tokens read and written"),
    metric("penden_model_cost_micros_total", Counter, &["purpose"], "Cost, millionths of a minor unit"),
    metric("penden_model_budget_alerts_total", Counter, &["purpose"], "Days of which much is spent"),
    metric("penden_assistant_answers_total", Counter, &["outcome"], "Answers of the assistant for shoppers"),
    metric("penden_assistant_tools_total", Counter, &["tool", "outcome"], "Tools run for the assistant"),
];
