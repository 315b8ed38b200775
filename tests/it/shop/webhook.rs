//! Webhooks sent by hand, to see what the shop does with good and bad ones.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Utc;
use ring::hmac;

use super::bank::{Notice, WEBHOOK_SECRET};
use super::{Answer, Shop};

/// The headers of Standard Webhooks; those that are `None` are not sent.
#[derive(Debug, Clone)]
pub struct Headers {
    pub id: Option<String>,
    pub timestamp: Option<String>,
    pub signature: Option<String>,
}

impl Headers {
    /// As the bank would sign the notice at that time.
    pub fn signed(notice: &Notice, timestamp: i64) -> Self {
        Self::signed_with(WEBHOOK_SECRET, notice, timestamp)
    }

    pub fn signed_with(secret: &str, notice: &Notice, timestamp: i64) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, format!("{}.{timestamp}.{}", notice.id, notice.body).as_bytes());
        Self {
            id: Some(notice.id.clone()),
            timestamp: Some(timestamp.to_string()),
            signature: Some(format!("v1,{}", STANDARD.encode(tag))),
        }
    }
}

impl Shop {
    /// Delivers a notice as the bank would.
    pub async fn deliver(&self, notice: &Notice) -> Answer {
        self.deliver_with(notice, &Headers::signed(notice, Utc::now().timestamp())).await
    }

    pub async fn deliver_with(&self, notice: &Notice, headers: &Headers) -> Answer {
        let mut request = self.client.post(format!("{}/api/v1/webhooks/payments/sandbox", self.url));
        let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
        for (name, value) in names.into_iter().zip([&headers.id, &headers.timestamp, &headers.signature]) {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let request = request.header("content-type", "application/json").body(notice.body.clone());
        Answer::read(request.send().await.unwrap()).await
    }
}
