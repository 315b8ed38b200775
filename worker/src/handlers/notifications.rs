//! Mails.

use domain::Result;
use domain::clock::now;
use domain::jobs::{Claimed, Job};
use domain::notifications::{self, Composed, Occasion, Template, wording};
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
    let composed = composed.unwrap_or_else(|| Err(broken_off()))?;
    send(&context.services, composed).await
}

/// Sends somebody a mail with made-up data, to look at. Running again sends it under the same message id.
pub async fn send_test_mail(
    services: &Services,
    claimed: &Claimed,
    template: Template,
    user_id: Uuid,
) -> Result<Done> {
    let (db, shop) = (services.store.read(), services.shop());
    let what = (template, user_id, claimed.deed());
    let composed = wording::compose_test(db, services.typesetter.as_ref(), &shop, what).await?;
    send(services, composed).await
}

/// Sends the mail. If it does not say what the shop wanted it to say, that is noted where the shop sees it.
async fn send(services: &Services, composed: Composed) -> Result<Done> {
    let Composed { mail, broken } = composed;
    if let Some(broken) = broken {
        let kind = mail.template.as_str();
        let why = &broken.why;
        tracing::error!(
            "a mail {kind} goes out in the shipped words, since the shop's own cannot be used: {why}"
        );
        let noted = wording::note_failure(&services.store, mail.template, broken.version, why).await;
        if let Err(error) = noted {
            tracing::warn!(error = error.chain(), "that the words of {kind} are broken could not be noted");
        }
    }
    services.mailer.send(&mail).await?;
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
