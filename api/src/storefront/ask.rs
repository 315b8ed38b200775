//! Asking the API inside of the process, as a stranger would over HTTP. The pages show what it answers and hand the same
//! bytes to the browser, so a page can never say more than the API does.

use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::http::{StatusCode, header};
use poem::{Endpoint, Request, Response};
use serde_json::Value;

use super::address::Language;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The API, the state that its endpoints need, and where all of it is.
#[derive(Clone)]
pub struct Api {
    pub endpoint: Arc<BoxEndpoint<'static>>,
    pub state: Shared,
    /// Where the shop is, without a slash at the end.
    pub origin: String,
    /// In which language the answers are to be.
    pub language: Language,
}

/// What came of a question.
pub enum Answer {
    Here(Value),
    /// It is found under another slug: the last part of where it is.
    Moved(String),
    Missing,
}

impl Api {
    /// `path` begins with `/api/v1`, and holds nothing that would have to be escaped.
    ///
    /// # Errors
    /// 500 and 503, as the API says them.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        let mut request = Request::builder()
            .uri_str(path)
            .header(header::ACCEPT, "application/json")
            .header(header::ACCEPT_LANGUAGE, self.language.code())
            .finish();
        request.set_data(self.state.clone());
        let mut response = match self.endpoint.call(request).await {
            Ok(response) => response,
            Err(error) => {
                let failure = crate::problem::from_poem(error);
                // A slug that is too long or a filter that is none names nothing.
                return if failure.status.is_client_error() { Ok(Answer::Missing) } else { Err(failure) };
            }
        };
        match response.status() {
            StatusCode::OK => Ok(Answer::Here(read(&mut response).await?)),
            StatusCode::MOVED_PERMANENTLY => Ok(slug(&response).map_or(Answer::Missing, Answer::Moved)),
            _ => Ok(Answer::Missing),
        }
    }

    /// What is there in any case, such as a list.
    ///
    /// # Errors
    /// 500 and 503.
    pub async fn list(&self, path: &str) -> Result<Option<Value>> {
        Ok(match self.get(path).await? {
            Answer::Here(value) => Some(value),
            Answer::Moved(_) | Answer::Missing => None,
        })
    }
}

async fn read(response: &mut Response) -> Result<Value> {
    let body = response.take_body().into_bytes().await;
    let body = body.map_err(|error| Failure::internal(error.to_string()))?;
    serde_json::from_slice(&body).map_err(|error| Failure::internal(error.to_string()))
}

fn slug(response: &Response) -> Option<String> {
    response.header(header::LOCATION)?.rsplit('/').next().map(str::to_owned)
}
