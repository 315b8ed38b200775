#![allow(clippy::unwrap_used)]

mod app;

use domain::accounts;
use domain::entity::job;
use domain::entity::states::{JobState, Role};
use poem::Request;
use poem::http::{Method, StatusCode};
use sea_orm::EntityTrait;
use uuid::Uuid;

use app::{App, PASSWORD, as_user, form, to};

#[tokio::test]
async fn every_page_renders_empty_and_forbids_scripts() {
    let app = App::demo().await;
    for (path, expected) in [
        ("/start", "Penden is running"),
        ("/mailbox", "No mail yet"),
        ("/mailbox/", "No mail yet"),
        ("/jobs", "No jobs yet"),
    ] {
        let (status, body, response) = app.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        assert!(body.contains(expected), "{path}: {body}");
        let policy = response.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
        assert!(!body.contains("<script") && !body.contains("style="), "{body}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_page_with_a_way_out() {
    let app = App::demo().await;
    let nobody = Uuid::now_v7();
    for (path, status) in [
        ("/mailbox/nonsense".to_owned(), 404),
        (format!("/mailbox/{nobody}"), 404),
        (format!("/mailbox/{nobody}/html"), 404),
        (format!("/mailbox/{nobody}/attachments/0"), 404),
        (format!("/mailbox/{nobody}/else/where"), 404),
        (format!("/jobs/{nobody}"), 404),
        (format!("/jobs/{nobody}/retry"), 405),
        ("/mailbox?cursor=garbage".to_owned(), 422),
        ("/mailbox?cursor=".to_owned(), 422),
        ("/jobs?cursor=garbage".to_owned(), 422),
        ("/jobs?state=asleep".to_owned(), 422),
        ("/jobs?kind=%00".to_owned(), 422),
        ("/jobs?kind=a&kind=b".to_owned(), 400),
    ] {
        let (given, body, response) = app.get(&path).await;
        assert_eq!(given.as_u16(), status, "{path}: {body}");
        assert_eq!(response.content_type(), Some("text/html; charset=utf-8"), "{path}");
        assert!(
            body.contains("Start page") && body.contains(response.header("x-request-id").unwrap()),
            "{body}"
        );
    }
    // Elsewhere an error is what programs read.
    let (_, _, response) = app.get("/nowhere").await;
    assert_eq!(response.content_type(), Some("application/problem+json"));
    let (status, _, response) = app.send(form("/mailbox")).await;
    assert_eq!((status.as_u16(), response.header("allow")), (405, Some("GET, HEAD")));
}

#[tokio::test]
async fn a_mail_cannot_break_out_of_its_page() {
    let app = App::demo().await;
    let id = app.mail("\"><img src=x onerror=alert(1)>", 0).await;
    for path in ["/mailbox".to_owned(), format!("/mailbox/{id}"), format!("/mailbox/{id}?view=text")] {
        let (status, body, _) = app.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert!(
            body.contains("&lt;img src=x") && !body.contains("<img") && !body.contains("<script"),
            "{body}"
        );
    }
    let (_, text, _) = app.get(&format!("/mailbox/{id}?view=text")).await;
    assert!(text.contains("plain &amp; &lt;simple&gt;"), "{text}");

    let (_, html, response) = app.get(&format!("/mailbox/{id}/html")).await;
    assert!(html.contains("<script>alert(1)</script>"), "the frame shows the mail as it is");
    let policy = response.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("; sandbox allow-popups"), "{policy}");
    assert!(!policy.contains("script"), "{policy}");

    app.state
        .services
        .storage
        .put("invoices/a.pdf", b"%PDF".to_vec().into(), "application/pdf")
        .await
        .unwrap();
    let (_, file, response) = app.get(&format!("/mailbox/{id}/attachments/0")).await;
    assert_eq!((file.as_str(), response.content_type()), ("%PDF", Some("application/pdf")));
    let disposition = response.header("content-disposition").unwrap();
    assert_eq!(disposition, "attachment; filename=\"a_.pdf\"; filename*=UTF-8''a%22.pdf");
    for index in ["1", "-1", "x"] {
        assert_eq!(app.get(&format!("/mailbox/{id}/attachments/{index}")).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn older_mails_are_on_further_pages() {
    let app = App::demo().await;
    for minute in 0..30 {
        app.mail(&format!("mail of minute {minute}."), minute).await;
    }
    let (_, first, _) = app.get("/mailbox").await;
    assert!(first.contains("minute 0.") && first.contains("minute 24.") && !first.contains("minute 25."));
    let next = first.split("/mailbox?cursor=").nth(1).unwrap().split('"').next().unwrap();
    let (_, second, _) = app.get(&format!("/mailbox?cursor={next}")).await;
    assert!(second.contains("minute 25.") && second.contains("minute 29.") && !second.contains("minute 24."));
    assert!(!second.contains("?cursor="), "there is no third page");
    let (_, live, _) = app.get("/mailbox?live=1").await;
    assert!(live.contains("http-equiv=\"refresh\"") && !first.contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn a_dead_job_can_be_helped_from_its_own_page_only() {
    let app = App::demo().await;
    let id = app.dead_job().await;
    for (path, expected) in [
        ("/jobs".to_owned(), "retention.<wbr>prune</a>"),
        ("/jobs?state=dead&kind=retention.prune".to_owned(), "5 of 5"),
        ("/jobs?state=done".to_owned(), "No such jobs"),
        (format!("/jobs/{id}"), "&lt;b&gt;the disk&lt;&#x2f;b&gt; is full"),
        (format!("/jobs/{id}"), "12 ms"),
    ] {
        let (status, body, _) = app.get(&path).await;
        assert!(status == StatusCode::OK && body.contains(expected), "{path}: {body}");
        assert!(!body.contains("<script"), "{body}");
    }
    let retry = format!("/jobs/{id}/retry");
    for foreign in [
        to(&retry).method(Method::POST),
        to(&retry).method(Method::POST).header("sec-fetch-site", "cross-site"),
        to(&retry).method(Method::POST).header("origin", "https://evil.example"),
    ] {
        assert_eq!(app.send(foreign).await.0, StatusCode::FORBIDDEN);
    }
    let (status, _, response) = app.send(form(&retry)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(response.header("location"), Some(format!("/jobs/{id}").as_str()));
    let row = job::Entity::find_by_id(id).one(app.state.store().read()).await.unwrap().unwrap();
    assert_eq!((row.state, row.attempts), (JobState::Queued, 0));
    let (status, body, _) = app.send(form(&format!("/jobs/{id}/discard"))).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(body.contains("this one is queued"), "{body}");

    let other = app.dead_job().await;
    app.send(form(&format!("/jobs/{other}/discard"))).await;
    let row = job::Entity::find_by_id(other).one(app.state.store().read()).await.unwrap().unwrap();
    assert_eq!(row.state, JobState::Discarded);
}

#[tokio::test]
async fn only_staff_sees_the_pages_of_a_real_shop() {
    let app = App::open(&[]).await;
    app.account("staff@example.org", Role::Staff).await;
    app.account("ada@example.org", Role::Customer).await;
    let job = app.dead_job().await;
    let mail = app.mail("secret", 0).await;
    let reading = [
        "/mailbox".to_owned(),
        format!("/mailbox/{mail}"),
        format!("/mailbox/{mail}/html"),
        format!("/mailbox/{mail}/attachments/0"),
        "/jobs".to_owned(),
        format!("/jobs/{job}"),
    ];
    for path in &reading {
        let (status, body, response) = app.get(path).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(response.header("www-authenticate").unwrap().starts_with("Basic "));
        assert!(body.contains("Please log in") && !body.contains("secret"), "{body}");
        let (status, body, _) = app.send(as_user(to(path), "Staff@example.org ", PASSWORD)).await;
        assert!(status != StatusCode::UNAUTHORIZED && status != StatusCode::FORBIDDEN, "{path}: {body}");
    }
    let customer = as_user(to("/mailbox"), "ada@example.org", PASSWORD);
    assert_eq!(app.send(customer).await.0, StatusCode::FORBIDDEN);
    for action in ["retry", "discard"] {
        let path = format!("/jobs/{job}/{action}");
        assert_eq!(app.send(form(&path)).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(
            app.send(as_user(form(&path), "ada@example.org", PASSWORD)).await.0,
            StatusCode::FORBIDDEN
        );
    }
    let bearer = to("/jobs").header("authorization", "Bearer x");
    assert_eq!(app.send(bearer).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(app.get("/start").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_right_password_is_not_counted_again_and_a_wrong_one_is() {
    let app = App::open(&[("PENDEN_LIMITS__LOG_IN_PER_MINUTE", "2")]).await;
    app.account("staff@example.org", Role::Staff).await;
    let ask = async |password| app.send(as_user(to("/jobs"), "staff@example.org", password)).await.0;
    for _ in 0..5 {
        assert_eq!(ask(PASSWORD).await, StatusCode::OK);
    }
    assert_eq!(ask("wrong").await, StatusCode::UNAUTHORIZED);
    // The limit is used up, and what was remembered is gone with the wrong guess.
    assert_eq!(ask("wrong").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask(PASSWORD).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn who_is_no_longer_staff_is_turned_away_at_once() {
    let app = App::open(&[]).await;
    app.account("staff@example.org", Role::Staff).await;
    let ask = async || app.send(as_user(to("/jobs"), "staff@example.org", PASSWORD)).await.0;
    assert_eq!(ask().await, StatusCode::OK);
    let change = async |txn: &domain::Txn| accounts::set_role(txn, "staff@example.org", Role::Customer).await;
    app.state.store().write(change).await.unwrap();
    assert_eq!(ask().await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn open_pages_are_closed_under_a_name_that_is_not_ours() {
    let app = App::demo().await;
    let rebound = Request::builder().uri_str("/mailbox").header("host", "evil.example:8080");
    assert_eq!(app.send(rebound).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_style_may_be_kept_under_its_version_only() {
    let app = App::demo().await;
    let (_, page, _) = app.get("/start").await;
    let link = page.split("href=\"").find(|rest| rest.contains("pages.css")).unwrap();
    let link = link.split('"').next().unwrap().replace("&#x2f;", "/").replace("&#x3d;", "=");
    let (status, _, kept) = app.get(&link).await;
    assert_eq!((status, kept.content_type()), (StatusCode::OK, Some("text/css; charset=utf-8")));
    assert!(kept.header("cache-control").unwrap().contains("immutable"));
    let (_, _, fresh) = app.get("/assets/pages.css").await;
    assert_eq!(fresh.header("cache-control"), Some("no-cache"));
    let known = to("/assets/pages.css").header("if-none-match", fresh.header("etag").unwrap());
    assert_eq!(app.send(known).await.0, StatusCode::NOT_MODIFIED);
}
