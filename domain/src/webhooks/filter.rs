//! Filters of endpoints: an exact type (`order.paid`), a group (`order.*`), or everything (`*`).

use serde_json::Value;

use super::kind::KINDS;
use crate::error::{Error, Result};

/// Filters that one endpoint may have.
pub const MAX_FILTERS: usize = 50;

/// Whether one of the stored filters asks for `kind`.
pub(super) fn wants(filters: &Value, kind: &str) -> bool {
    filters.as_array().into_iter().flatten().filter_map(Value::as_str).any(|filter| matches(filter, kind))
}

fn matches(filter: &str, kind: &str) -> bool {
    match filter.strip_suffix(".*") {
        Some(group) => kind.strip_prefix(group).is_some_and(|rest| rest.starts_with('.')),
        None => filter == "*" || filter == kind,
    }
}

/// # Errors
/// `Invalid` when there are none or too many, one is there twice, or one would never match anything.
pub fn check_filters(filters: &[String]) -> Result<()> {
    if filters.is_empty() || filters.len() > MAX_FILTERS {
        return Err(Error::invalid("events", format!("must name 1 to {MAX_FILTERS} filters")));
    }
    for (index, filter) in filters.iter().enumerate() {
        let problem = if !KINDS.iter().any(|kind| matches(filter, kind)) {
            format!("there is no such event; there are *, {}", KINDS.join(", "))
        } else if filters[..index].contains(filter) {
            "is there twice".to_owned()
        } else {
            continue;
        };
        return Err(Error::invalid(format!("events/{index}"), problem));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn exact_types_groups_and_everything_match() {
        for (filter, kind, expected) in [
            ("order.paid", "order.paid", true),
            ("order.paid", "order.placed", false),
            ("order.*", "order.paid", true),
            ("order.*", "ordering.paid", false),
            ("order.*", "order", false),
            ("*", "order.paid", true),
            ("order", "order.paid", false),
            ("order.pa*", "order.paid", false),
            (".*", "order.paid", false),
        ] {
            assert_eq!(matches(filter, kind), expected, "{filter} {kind}");
        }
        assert!(wants(&json!(["refund.*", "order.paid"]), "order.paid"));
        assert!(!wants(&json!([]), "order.paid") && !wants(&json!(null), "order.paid"));
    }

    #[test]
    fn filters_that_can_never_match_are_refused() {
        let check = |filters: &[&str]| {
            check_filters(&filters.iter().map(|&filter| filter.to_owned()).collect::<Vec<_>>())
        };
        assert!(check(&["order.*", "refund.succeeded"]).is_ok() && check(&["*"]).is_ok());
        for bad in
            [&[][..], &["orders.*"], &["order.payed"], &["order.*", "order.*"], &[""], &["webhook.test"]]
        {
            assert!(check(bad).is_err(), "{bad:?}");
        }
    }
}
