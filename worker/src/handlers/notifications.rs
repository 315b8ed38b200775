//! Mails.

use domain::Result;
use domain::clock::now;
use domain::jobs::{Claimed, Job};
use domain::notifications::{self, Occasion, Template};
use platform::{Services, broken_off};
use uuid::Uuid;

use super::Done;
use crate::context::Context;

/// Composes the mail anew from what is true now and sends it, unless it is not true any more. Running again sends it under
/// the same message id.
pub async fn send_mail(
    context: &Context,
    claimed: &Claimed,
    template: Template,
    subject_id: Uuid,
) -> Result<Done> {
    if !notifications::is_wanted(context.services.store.read(), template, subject_id).await? {
        return Ok(Done::Harmless);
    }
    let composed = context.mails.ask(Occasion { template, subject_id, deed: claimed.deed() }).await;
    let mail = composed.unwrap_or_else(|| Err(broken_off()))?;
    context.services.mailer.send(&mail).await?;
    Ok(Done::Harmless)
}

/// Asks for the mails that are due. Each is asked for once, however often this runs.
pub async fn remind(services: &Services, what: &Job) -> Result<Done> {
    let (store, settings) = (&services.store, services.shop().reminders);
    let tickets = match what {
        Job::RemindUnpaid => notifications::remind_unpaid(store, &settings, now()).await?,
        Job::RemindOfCarts => notifications::remind_of_carts(store, &settings, now()).await?,
        Job::RequestReviews => notifications::request_reviews(store, &settings, now()).await?,
        _ => Vec::new(),
    };
    services.push(&tickets).await;
    Ok(Done::Harmless)
}
