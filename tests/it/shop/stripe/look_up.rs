//! What can be asked of Stripe without changing anything.

use serde_json::{Value, json};

use super::books::{Books, Form, Reply, check, value};
use super::objects::{self, error};

impl Books {
    pub(super) fn look_up(&self, parts: &[&str], query: &Form) -> Result<Reply, Reply> {
        match parts {
            ["payment_intents", "search"] => {
                check(query, &["query", "limit"], &[])?;
                let wanted = value(query, "query").unwrap();
                let id = wanted.trim_start_matches("metadata['payment_id']:'").trim_end_matches('\'');
                let found = self.intents.iter().filter(|intent| intent["metadata"]["payment_id"] == id);
                let found = found.cloned().collect();
                Ok((
                    200,
                    json!({ "object": "search_result", "url": "/v1/payment_intents/search", "has_more": false, "next_page": null, "data": Value::Array(found) }),
                ))
            }
            ["payment_intents", id] => {
                check(query, &[], &["expand[]"])?;
                let at = self.find(id)?;
                Ok((200, self.show(at, query)))
            }
            ["payment_intents"] => {
                check(query, &["created[gte]", "created[lt]", "limit"], &["expand[]", "starting_after"])?;
                // Two at a time, so that more than one page has to be asked for.
                let first = match value(query, "starting_after") {
                    Some(id) => self.find(&id)? + 1,
                    None => 0,
                };
                let until = (first + 2).min(self.intents.len());
                let items = (first..until).map(|at| self.show_whole(at)).collect();
                Ok((200, objects::list("/v1/payment_intents", items, until < self.intents.len())))
            }
            ["refunds"] => {
                check(query, &["payment_intent", "limit"], &[])?;
                let wanted = value(query, "payment_intent").unwrap();
                let found = self.refunds.iter().filter(|refund| refund["payment_intent"] == wanted.as_str());
                Ok((200, objects::list("/v1/refunds", found.cloned().collect(), false)))
            }
            _ => Err((404, error("invalid_request_error", "url_invalid", "no such path", None))),
        }
    }
}
