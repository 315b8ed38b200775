//! Tickets in the wire format of Sidekiq, so that its tools show them. See <https://github.com/sidekiq/sidekiq/wiki/Job-Format>.

use domain::jobs::Ticket;
use serde_json::{Value, json};
use uuid::Uuid;

/// The class of [`Ticket::Flush`]. That of [`Ticket::Run`] is the job's kind.
pub const FLUSH_CLASS: &str = "outbox.flush";

pub(super) fn encode(ticket: &Ticket) -> String {
    let (class, argument) = match ticket {
        Ticket::Flush => (FLUSH_CLASS, json!({})),
        Ticket::Run { job_id, kind, .. } => (kind.as_str(), json!({ "job_id": job_id })),
    };
    // Seconds with a fraction: what every version of Sidekiq reads.
    let now = chrono::Utc::now().timestamp_micros() as f64 / 1e6;
    let job = json!({
        "class": class,
        "args": [argument],
        "jid": hex::encode(rand::random::<[u8; 12]>()),
        "queue": ticket.queue(),
        "created_at": now,
        "enqueued_at": now,
        // The ledger retries, nobody else.
        "retry": false,
    });
    job.to_string()
}

/// Reads a ticket back; `None` for what this program did not push.
pub fn parse(job: &sidekiq::Job) -> Option<Ticket> {
    if job.class == FLUSH_CLASS {
        return Some(Ticket::Flush);
    }
    let job_id = job.args.get(0)?.get("job_id").and_then(Value::as_str)?.parse::<Uuid>().ok()?;
    Some(Ticket::Run { job_id, kind: job.class.clone(), queue: job.queue.clone() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_ticket_survives_the_journey() {
        let run = Ticket::Run { job_id: Uuid::now_v7(), kind: "mail.send".into(), queue: "mail".into() };
        for ticket in [Ticket::Flush, run] {
            let job: sidekiq::Job = serde_json::from_str(&encode(&ticket)).unwrap();
            assert_eq!(job.jid.len(), 24);
            assert_eq!(job.retry, sidekiq::RetryOpts::Never);
            assert_eq!(parse(&job), Some(ticket));
        }
    }

    #[test]
    fn what_is_not_ours_is_left_out() {
        for args in [json!([]), json!([{"job_id": 7}]), json!(["x"]), json!(null)] {
            let mut job: sidekiq::Job = serde_json::from_str(&encode(&Ticket::Flush)).unwrap();
            job.class = "Foreign".into();
            job.args = args;
            assert_eq!(parse(&job), None);
        }
    }
}
