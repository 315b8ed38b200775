//! The endpoints, and the queue of tasks behind those that write.

use std::collections::BTreeMap;

use poem::http::Method;
use serde_json::{Value, json};

use super::filter::values;
use super::index::{Index, check_settings};
use super::{Fault, KEY, find};

pub struct Headers {
    pub authorization: Option<String>,
    pub content_type: Option<String>,
}

#[derive(Debug, Clone)]
enum Work {
    Create,
    Drop,
    Settings(Value),
    Put { documents: Vec<Value>, is_partial: bool, may_create: bool },
    Remove(Vec<String>),
    Swap(Vec<(String, String)>),
}

struct Task {
    uid: Option<String>,
    work: Work,
    status: &'static str,
    error: Option<Value>,
}

#[derive(Default)]
pub struct Server {
    pub indexes: BTreeMap<String, Index>,
    tasks: Vec<Task>,
    pub fault: Option<Fault>,
    pub requests: Vec<String>,
    pub refused: Vec<String>,
}

type Answer = (u16, Value);

pub fn error(code: &str, kind: &str, message: &str) -> Value {
    let link = format!("https://docs.meilisearch.com/errors#{code}");
    json!({ "message": message, "code": code, "type": kind, "link": link })
}

fn refuse(code: &str, message: &str) -> Answer {
    let status = if code.ends_with("_not_found") { 404 } else { 400 };
    (status, error(code, "invalid_request", message))
}

impl Server {
    /// Positions that were sent, whatever became of them.
    pub fn positions(&self) -> Vec<String> {
        let documents = self.tasks.iter().flat_map(|task| match &task.work {
            Work::Put { documents, .. } => documents.as_slice(),
            _ => &[],
        });
        documents.filter_map(|document| document["position"].as_str()).map(str::to_owned).collect()
    }

    pub fn handle(
        &mut self,
        method: &Method,
        path: &str,
        query: &str,
        headers: &Headers,
        body: &str,
    ) -> Answer {
        match headers.authorization.as_deref() {
            None => return (401, error("missing_authorization_header", "auth", "The header is missing.")),
            Some(one) if one != format!("Bearer {KEY}") => {
                return (403, error("invalid_api_key", "auth", "The provided API key is invalid."));
            }
            Some(_) => {}
        }
        let body: Value = match body {
            "" => Value::Null,
            _ if headers.content_type.as_deref() != Some("application/json") => {
                return (415, error("invalid_content_type", "invalid_request", "A JSON body is needed."));
            }
            text => match serde_json::from_str(text) {
                Ok(body) => body,
                Err(wrong) => return refuse("malformed_payload", &wrong.to_string()),
            },
        };
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (method.as_str(), parts.as_slice()) {
            ("POST", ["multi-search"]) => self.multi_search(&body),
            ("GET", ["tasks", uid]) => self.task(uid),
            ("POST", ["indexes"]) => match (body["uid"].as_str(), body["primaryKey"].as_str()) {
                (Some(uid), Some("id")) => self.enqueue(Some(uid), Work::Create),
                _ => refuse("missing_index_uid", "Missing field `uid`"),
            },
            ("POST", ["swap-indexes"]) => self.swap(&body),
            ("GET", ["indexes", uid]) => match self.indexes.get(*uid) {
                Some(_) => (200, json!({ "uid": uid, "primaryKey": "id" })),
                None => not_found(uid),
            },
            ("DELETE", ["indexes", uid]) => self.enqueue(Some(uid), Work::Drop),
            ("PATCH", ["indexes", uid, "settings"]) => match check_settings(&body) {
                Ok(()) => self.enqueue(Some(uid), Work::Settings(body)),
                Err(wrong) => refuse("bad_request", &wrong),
            },
            ("PUT", ["indexes", uid, "settings", "synonyms"]) => {
                let settings = json!({ "synonyms": body });
                match check_settings(&settings) {
                    Ok(()) => self.enqueue(Some(uid), Work::Settings(settings)),
                    Err(wrong) => refuse("invalid_settings_synonyms", &wrong),
                }
            }
            ("POST" | "PUT", ["indexes", uid, "documents"]) => self.put(method, uid, query, body),
            ("POST", ["indexes", uid, "documents", "delete-batch"]) => {
                let ids: Option<Vec<String>> = serde_json::from_value(body).ok();
                match ids {
                    Some(ids) => self.enqueue(Some(uid), Work::Remove(ids)),
                    None => refuse("bad_request", "expected an array of ids"),
                }
            }
            ("POST", ["indexes", uid, "documents", "fetch"]) => self.fetch(uid, &body),
            ("GET", ["indexes", uid, "documents", id]) => {
                let Some(index) = self.indexes.get(*uid) else { return not_found(uid) };
                match index.documents.get(*id) {
                    Some(document) => (200, document.clone()),
                    None => refuse("document_not_found", &format!("Document `{id}` not found.")),
                }
            }
            ("POST", ["indexes", uid, "facet-search"]) => self.facet_search(uid, &body),
            _ => (404, error("not_found", "invalid_request", &format!("{method} {path} is not documented"))),
        }
    }

    fn multi_search(&self, body: &Value) -> Answer {
        let Some(queries) = body["queries"].as_array().filter(|_| body.as_object().unwrap().len() == 1)
        else {
            return refuse("bad_request", "Missing field `queries`");
        };
        let mut results = Vec::new();
        for (nth, query) in queries.iter().enumerate() {
            let uid = query["indexUid"].as_str().unwrap_or_default();
            let Some(index) = self.indexes.get(uid) else { return not_found(uid) };
            match find::search(index, query) {
                Ok(found) => results.push(found),
                Err((code, wrong)) => return refuse(code, &format!("Inside `.queries[{nth}]`: {wrong}")),
            }
        }
        (200, json!({ "results": results }))
    }

    fn facet_search(&self, uid: &str, body: &Value) -> Answer {
        let Some(index) = self.indexes.get(uid) else { return not_found(uid) };
        let facet = body["facetName"].as_str().unwrap_or_default();
        if !index.allows("filterableAttributes", facet) {
            return refuse("invalid_facet_search_facet_name", "Attribute is not facet-searchable");
        }
        let found = match find::matching(index, body) {
            Ok(found) => found,
            Err((code, wrong)) => return refuse(code, &wrong),
        };
        let wanted = body["facetQuery"].as_str().unwrap_or_default().to_lowercase();
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for value in found.iter().flat_map(|(document, _)| values(document, facet)).filter_map(Value::as_str)
        {
            // With a mistake in it, too.
            let begin: String = value.chars().take(wanted.chars().count()).collect();
            if begin == wanted || wanted.len() > 4 && strsim::levenshtein(&begin, &wanted) == 1 {
                *counts.entry(value.to_owned()).or_default() += 1;
            }
        }
        let mut hits: Vec<(String, u64)> = counts.into_iter().collect();
        hits.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let hits: Vec<Value> = hits
            .into_iter()
            .take(100)
            .map(|(value, count)| json!({ "value": value, "count": count }))
            .collect();
        (200, json!({ "facetHits": hits, "facetQuery": wanted, "processingTimeMs": 0 }))
    }

    fn fetch(&self, uid: &str, body: &Value) -> Answer {
        let Some(index) = self.indexes.get(uid) else { return not_found(uid) };
        let query = json!({ "filter": body["filter"] });
        let found = match find::matching(index, &query) {
            Ok(found) => found,
            Err((_, wrong)) => return refuse("invalid_document_filter", &wrong),
        };
        let limit = usize::try_from(body["limit"].as_u64().unwrap_or(20)).unwrap();
        let results: Vec<Value> = found.iter().take(limit).map(|(document, _)| (*document).clone()).collect();
        (200, json!({ "results": results, "offset": 0, "limit": limit, "total": found.len() }))
    }

    fn put(&mut self, method: &Method, uid: &str, query: &str, body: Value) -> Answer {
        let mut may_create = true;
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair {
                "primaryKey=id" | "skipCreation=false" => {}
                "skipCreation=true" => may_create = false,
                other => return refuse("bad_request", &format!("Unknown parameter `{other}`")),
            }
        }
        let Value::Array(documents) = body else { return refuse("malformed_payload", "expected an array") };
        let is_partial = method == Method::PUT;
        self.enqueue(Some(uid), Work::Put { documents, is_partial, may_create })
    }

    fn swap(&mut self, body: &Value) -> Answer {
        let pair = |swap: &Value| match swap["indexes"].as_array()?.as_slice() {
            [one, other] => Some((one.as_str()?.to_owned(), other.as_str()?.to_owned())),
            _ => None,
        };
        let pairs: Option<Vec<_>> = body.as_array().and_then(|swaps| swaps.iter().map(pair).collect());
        match pairs {
            Some(pairs) => self.enqueue(None, Work::Swap(pairs)),
            None => refuse("invalid_swap_indexes", "Two indexes must be given for each swap."),
        }
    }

    fn enqueue(&mut self, uid: Option<&str>, work: Work) -> Answer {
        let kind = match &work {
            Work::Create => "indexCreation",
            Work::Drop => "indexDeletion",
            Work::Settings(_) => "settingsUpdate",
            Work::Put { .. } => "documentAdditionOrUpdate",
            Work::Remove(_) => "documentDeletion",
            Work::Swap(_) => "indexSwap",
        };
        let number = self.tasks.len();
        self.tasks.push(Task { uid: uid.map(str::to_owned), work, status: "enqueued", error: None });
        let at = "2026-11-22T10:00:00.000000Z";
        (
            202,
            json!({ "taskUid": number, "indexUid": uid, "status": "enqueued", "type": kind, "enqueuedAt": at }),
        )
    }

    /// The first look finds a task in the queue; then it and all before it are worked off.
    fn task(&mut self, number: &str) -> Answer {
        let Some(number) = number.parse::<usize>().ok().filter(|one| *one < self.tasks.len()) else {
            return refuse("task_not_found", "Task not found.");
        };
        let task = &self.tasks[number];
        let answer =
            json!({ "uid": number, "indexUid": task.uid, "status": task.status, "error": task.error });
        if self.fault != Some(Fault::Slow) {
            for nth in 0..=number {
                if self.tasks[nth].status == "enqueued" {
                    self.work_off(nth);
                }
            }
        }
        (200, answer)
    }

    fn work_off(&mut self, nth: usize) {
        let (uid, work) = (self.tasks[nth].uid.clone().unwrap_or_default(), self.tasks[nth].work.clone());
        let done = match self.fault {
            Some(Fault::Tasks) => Err(("internal", "no space left on device".to_owned())),
            _ => self.work(&uid, work),
        };
        let task = &mut self.tasks[nth];
        match done {
            Ok(()) => task.status = "succeeded",
            Err((code, message)) => {
                task.status = "failed";
                task.error = Some(error(code, "invalid_request", &message));
            }
        }
    }

    fn work(&mut self, uid: &str, work: Work) -> Result<(), (&'static str, String)> {
        let missing = |uid: &str| ("index_not_found", format!("Index `{uid}` not found."));
        match work {
            Work::Create if self.indexes.contains_key(uid) => {
                return Err(("index_already_exists", format!("Index `{uid}` already exists.")));
            }
            Work::Create => {
                self.indexes.insert(uid.to_owned(), Index::default());
            }
            Work::Drop => {
                self.indexes.remove(uid).ok_or_else(|| missing(uid))?;
            }
            Work::Settings(settings) => self.indexes.entry(uid.to_owned()).or_default().set(&settings),
            Work::Put { documents, is_partial, may_create } => {
                let index = self.indexes.entry(uid.to_owned()).or_default();
                let wrong = |text| ("invalid_document_id", text);
                index.put(&documents, is_partial, may_create).map_err(wrong)?;
            }
            Work::Remove(ids) => {
                let index = self.indexes.get_mut(uid).ok_or_else(|| missing(uid))?;
                index.documents.retain(|id, _| !ids.contains(id));
            }
            Work::Swap(pairs) => {
                for (one, other) in pairs {
                    let first = self.indexes.remove(&one).ok_or_else(|| missing(&one))?;
                    let second = self.indexes.insert(other.clone(), first).ok_or_else(|| missing(&other))?;
                    self.indexes.insert(one, second);
                }
            }
        }
        Ok(())
    }
}

fn not_found(uid: &str) -> Answer {
    refuse("index_not_found", &format!("Index `{uid}` not found."))
}
