//! Mails that go out by SMTP.

use domain::entity::states::JobState;
use serde_json::json;

use super::server::MailServer;
use crate::shop::{Setup, Shop, card};

const KIND: &str = "notifications.send_mail";

async fn open(server: &MailServer) -> Shop {
    let env = vec![("PENDEN_MAIL__SMTP_URL", server.url)];
    Shop::open_with(Setup { env, ..Setup::default() }).await
}

#[tokio::test]
async fn mails_leave_with_text_html_and_the_invoice() {
    let server = MailServer::start(&[]).await;
    let shop = open(&server).await;
    let mug = shop.product("Mug", 900, 10).await;
    let order = shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;

    let mails = server.mails();
    assert_eq!(mails.len(), 3, "{mails:?}");
    for mail in &mails {
        assert_eq!(mail.recipient, "ada@example.org");
        assert!(mail.header("From").contains("shop@penden.example"), "{}", mail.message);
        assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
        assert!(
            mail.message.contains("text/plain") && mail.message.contains("text/html"),
            "{}",
            mail.message
        );
    }
    let subjects: Vec<&str> = mails.iter().map(|mail| mail.header("Subject")).collect();
    assert!(subjects.iter().all(|subject| subject.contains(order.text("number"))), "{subjects:?}");
    let attached = mails.iter().find(|mail| mail.message.contains("application/pdf")).unwrap();
    assert!(attached.message.contains("JVBERi0"), "%PDF- in base64");
    // Nothing is kept of what went out.
    assert!(shop.mails(&order).await.is_empty());
    shop.close().await;
}

#[tokio::test]
async fn a_mail_that_is_sent_again_has_the_same_message_id() {
    let server = MailServer::start(&[]).await;
    let shop = open(&server).await;
    shop.customer("ada@example.org").await;
    shop.run_jobs().await;
    shop.rerun(KIND).await;
    shop.run_jobs().await;
    let [first, second] = &server.mails()[..] else { panic!("{:?}", server.mails()) };
    assert_eq!(first.header("Message-ID"), second.header("Message-ID"));
    assert!(first.header("Message-ID").starts_with("<welcome."), "{}", first.message);
    shop.close().await;
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again() {
    let server = MailServer::start(&["451 try later", "421 too busy"]).await;
    let shop = open(&server).await;
    shop.customer("ada@example.org").await;
    shop.run_jobs().await;
    let job = shop.job(KIND).await;
    assert_eq!((job.state, job.attempts), (JobState::Pending, 1));
    assert!(job.errors[0]["error"].as_str().unwrap().contains("451"), "{}", job.errors);
    assert!(server.mails().is_empty());

    shop.run_jobs_without_waiting().await;
    let job = shop.job(KIND).await;
    assert_eq!((job.state, job.attempts), (JobState::Done, 3));
    assert_eq!(server.mails().len(), 1);
    shop.close().await;
}

#[tokio::test]
async fn a_server_that_says_never_is_not_asked_again_until_somebody_says_so() {
    let server = MailServer::start(&["550 no such user"]).await;
    let shop = open(&server).await;
    shop.customer("ada@example.org").await;
    shop.run_jobs_without_waiting().await;
    let dead = shop.job(KIND).await;
    assert_eq!((dead.state, dead.attempts), (JobState::Dead, 1));
    assert!(dead.errors[0]["error"].as_str().unwrap().contains("550"), "{}", dead.errors);

    let retry = format!("/jobs/{}/retry", dead.id);
    shop.staff().await.post(&retry, &json!({})).await.expect(200);
    shop.run_jobs().await;
    assert_eq!((shop.job(KIND).await.state, server.mails().len()), (JobState::Done, 1));
    shop.close().await;
}

#[tokio::test]
async fn a_server_that_is_away_costs_time_and_no_mail() {
    let server = MailServer::start(&[]).await;
    let nowhere = vec![("PENDEN_MAIL__SMTP_URL", "smtp://127.0.0.1:1")];
    let shop = Shop::open_with(Setup { env: nowhere, ..Setup::default() }).await;
    shop.customer("ada@example.org").await;
    shop.run_jobs().await;
    let job = shop.job(KIND).await;
    assert_eq!(job.state, JobState::Pending, "{}", job.errors);
    assert!(server.mails().is_empty());
    shop.staff().await.post(&format!("/jobs/{}/discard", job.id), &json!({})).await.expect(200);
    shop.close().await;
}
