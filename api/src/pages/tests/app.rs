//! An app to ask for pages, and what can be put into it.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{TimeDelta, Utc};
use domain::accounts::{self, Registration};
use domain::entity::states::{JobState, Role};
use domain::entity::{
    audit_entry, email_proof, event, job, known_place, login_attempt, mail, revision, role, second_factor,
    signing_key, user, user_role,
};
use platform::{Config, Services};
use poem::endpoint::BoxEndpoint;
use poem::http::{Method, StatusCode};
use poem::{Endpoint, EndpointExt, Request, RequestBuilder, Response, Route};
use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel, Schema};
use serde_json::json;
use uuid::Uuid;

use crate::State;

pub const PASSWORD: &str = "blue-teapot-17-lids";

/// An app on a database of its own that holds the tables that the pages read.
pub struct App {
    endpoint: BoxEndpoint<'static>,
    pub state: Arc<State>,
    folder: std::path::PathBuf,
}

impl App {
    pub async fn open(settings: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("penden-pages-{}", Uuid::new_v4()));
        let own = [("PENDEN_DATA_DIR", folder.to_str().unwrap())];
        let env = own.iter().chain(settings).map(|&(name, value)| (name.to_owned(), value.to_owned()));
        let services = Services::connect(Config::load(env).unwrap()).await.unwrap();
        let db = services.store.writer();
        let schema = Schema::new(db.get_database_backend());
        for table in [
            schema.create_table_from_entity(user::Entity),
            schema.create_table_from_entity(signing_key::Entity),
            schema.create_table_from_entity(mail::Entity),
            schema.create_table_from_entity(job::Entity),
            schema.create_table_from_entity(event::Entity),
            schema.create_table_from_entity(role::Entity),
            schema.create_table_from_entity(user_role::Entity),
            schema.create_table_from_entity(revision::Entity),
            schema.create_table_from_entity(audit_entry::Entity),
            schema.create_table_from_entity(email_proof::Entity),
            schema.create_table_from_entity(login_attempt::Entity),
            schema.create_table_from_entity(known_place::Entity),
            schema.create_table_from_entity(second_factor::Entity),
        ] {
            db.execute(&table).await.unwrap();
        }
        let revision = revision::Model { name: "access".to_owned(), revision: 0 };
        revision.into_active_model().reset_all().insert(db).await.unwrap();
        let role = role::Model {
            id: Uuid::now_v7(),
            slug: "operator".to_owned(),
            name: "Operator".to_owned(),
            description: String::new(),
            permissions: json!(["mails_read", "jobs_read", "jobs_write"]),
            shipped: true,
            version: 1,
            created_at: Utc::now(),
            updated_at: Utc::now(),
        };
        role.into_active_model().reset_all().insert(db).await.unwrap();
        let state = State::new(services).await.unwrap();
        Self { endpoint: crate::app(&state, Route::new()).boxed(), state, folder }
    }

    /// One whose pages open without a log-in.
    pub async fn demo() -> Self {
        Self::open(&[("PENDEN_DEMO__OPEN_PAGES", "true")]).await
    }

    pub async fn send(&self, request: RequestBuilder) -> (StatusCode, String, Response) {
        let mut response = self.endpoint.call(request.finish()).await.unwrap();
        let body = response.take_body().into_string().await.unwrap();
        (response.status(), body, response)
    }

    pub async fn get(&self, path: &str) -> (StatusCode, String, Response) {
        self.send(to(path)).await
    }

    pub async fn account(&self, email: &str, role: Role) {
        let new = Registration { email: email.into(), name: "Ada".into(), password: PASSWORD.into() };
        let new = accounts::prepare(new).await.unwrap();
        self.state.store().write(async |txn| accounts::ensure_user(txn, new, role).await).await.unwrap();
    }

    pub async fn mail(&self, subject: &str, minutes: i64) -> Uuid {
        let id = Uuid::now_v7();
        let row = mail::Model {
            id,
            message_id: format!("{id}@shop.example"),
            template: "invoice_issued".into(),
            order_id: None,
            recipient: "ada@example.org".into(),
            sender: "Penden <shop@example.org>".into(),
            subject: subject.into(),
            text: "plain & <simple>".into(),
            html: "<html><head></head><body><script>alert(1)</script></body></html>".into(),
            attachments: json!([
                { "filename": "a\".pdf", "content_type": "application/pdf", "storage_key": "invoices/a.pdf" }
            ]),
            created_at: Utc::now() - TimeDelta::minutes(minutes),
        };
        row.into_active_model().reset_all().insert(self.state.store().writer()).await.unwrap();
        id
    }

    pub async fn dead_job(&self) -> Uuid {
        let at = Utc::now();
        let row = job::Model {
            id: Uuid::now_v7(),
            kind: "retention.prune".into(),
            queue: "maintenance".into(),
            payload: json!({ "note": "</pre><script>" }),
            state: JobState::Dead,
            run_at: at,
            attempts: 5,
            max_attempts: 5,
            generation: 5,
            lease_until: None,
            worker: Some("w1".into()),
            cancel_requested_at: None,
            cancel_requested_by: None,
            event_id: None,
            subject_id: None,
            parent_id: None,
            unique_key: None,
            trace_id: "0af7651916cd43dd8448eb211c80319c".into(),
            errors: json!([{ "attempt": 5, "at": at, "error": "<b>the disk</b> is full" }]),
            version: 1,
            failure: Some("<b>the disk</b> is full".into()),
            deadline: None,
            after_id: None,
            has_followers: false,
            batch_id: None,
            result: None,
            created_at: at,
            started_at: Some(at),
            finished_at: Some(at + TimeDelta::milliseconds(12)),
        };
        let id = row.id;
        row.into_active_model().reset_all().insert(self.state.store().writer()).await.unwrap();
        id
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn to(path: &str) -> RequestBuilder {
    Request::builder().uri_str(path).header("host", "127.0.0.1:8080")
}

pub fn form(path: &str) -> RequestBuilder {
    to(path).method(Method::POST).header("origin", "http://127.0.0.1:8080")
}

pub fn as_user(request: RequestBuilder, email: &str, password: &str) -> RequestBuilder {
    request.header("authorization", format!("Basic {}", STANDARD.encode(format!("{email}:{password}"))))
}
