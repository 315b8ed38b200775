//! Who may do what: every operation of the API, and what it demands. The walk in `permissions` holds the shop to it.

use Access::{CartLine, Everyone, LoggedIn, Needs, NeedsAny, Order, Outside, Public};

/// What an operation demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Everyone,
    LoggedIn,
    /// This permission, from everybody.
    Needs(&'static str),
    /// One of these permissions at least, from everybody.
    NeedsAny(&'static [&'static str]),
    /// This permission, but strangers are not asked to log in: without the query it is for everyone.
    Public(&'static str),
    /// An order: for who placed it, and staff with this permission. For others there is none.
    Order(&'static str),
    /// A line of a cart: for whose cart it is. For others there is none.
    CartLine,
    /// A signature that no user has.
    Outside,
}

/// The roles that are shipped and what they allow. Administrators may do everything.
pub const ROLES: &[(&str, &[&str])] = &[
    ("catalogue_manager", &["catalog_write", "sales_read"]),
    ("support", &["orders_read", "orders_write", "mails_read"]),
    ("fulfilment", &["orders_read", "orders_write"]),
    ("finance", &["orders_read", "payments_refund", "sales_read"]),
    ("operator", &["mails_read", "jobs_read", "jobs_write", "webhooks_read", "webhooks_write", "audit_read"]),
];

/// `?` stands for an id or a name.
pub const TABLE: &[(&str, &str, Access)] = &[
    ("POST", "/auth/register", Everyone),
    ("POST", "/auth/login", Everyone),
    ("POST", "/auth/refresh", Everyone),
    ("POST", "/auth/logout", Everyone),
    ("POST", "/auth/password-reset", Everyone),
    ("POST", "/auth/password-reset/confirm", Everyone),
    ("POST", "/auth/confirm-email", Everyone),
    ("GET", "/me", LoggedIn),
    ("POST", "/me/email", LoggedIn),
    ("POST", "/me/email-confirmation", LoggedIn),
    ("GET", "/me/addresses", LoggedIn),
    ("POST", "/me/addresses", LoggedIn),
    ("GET", "/me/addresses/?", LoggedIn),
    ("PUT", "/me/addresses/?", LoggedIn),
    ("DELETE", "/me/addresses/?", LoggedIn),
    ("POST", "/me/claimed-orders", LoggedIn),
    ("GET", "/me/sessions", LoggedIn),
    ("DELETE", "/me/sessions/?", LoggedIn),
    ("PATCH", "/me", LoggedIn),
    ("GET", "/me/mail-preferences", LoggedIn),
    ("PUT", "/me/mail-preferences", LoggedIn),
    ("POST", "/me/password", LoggedIn),
    ("GET", "/shop", Everyone),
    ("GET", "/categories", Everyone),
    ("POST", "/categories", Needs("catalog_write")),
    ("PATCH", "/categories/?", Needs("catalog_write")),
    ("DELETE", "/categories/?", Needs("catalog_write")),
    ("GET", "/products", Everyone),
    ("GET", "/products?status=draft", Public("catalog_write")),
    ("GET", "/products/?", Everyone),
    ("POST", "/products", Needs("catalog_write")),
    ("PATCH", "/products/?", Needs("catalog_write")),
    ("DELETE", "/products/?", Needs("catalog_write")),
    ("POST", "/products/imports", Needs("catalog_write")),
    ("GET", "/products/imports", Needs("catalog_write")),
    ("GET", "/products/imports/?", Needs("catalog_write")),
    ("GET", "/products/imports/?/refused", Needs("catalog_write")),
    ("POST", "/exports", NeedsAny(&["catalog_write", "orders_read"])),
    ("GET", "/exports", NeedsAny(&["catalog_write", "orders_read"])),
    ("GET", "/exports/?", NeedsAny(&["catalog_write", "orders_read"])),
    ("GET", "/exports/?/file", NeedsAny(&["catalog_write", "orders_read"])),
    ("POST", "/products/?/images", Needs("catalog_write")),
    ("DELETE", "/products/?/images/?", Needs("catalog_write")),
    ("POST", "/products/?/variants", Needs("catalog_write")),
    ("PATCH", "/variants/?", Needs("catalog_write")),
    ("DELETE", "/variants/?", Needs("catalog_write")),
    ("PUT", "/variants/?/stock", Needs("catalog_write")),
    ("GET", "/cart", Everyone),
    ("POST", "/cart/lines", Everyone),
    ("POST", "/cart/shipping-quotes", Everyone),
    ("PATCH", "/cart/lines/?", CartLine),
    ("DELETE", "/cart/lines/?", CartLine),
    ("POST", "/orders", Everyone),
    ("GET", "/orders", LoggedIn),
    ("GET", "/orders?all=true", Needs("orders_read")),
    ("GET", "/orders/?", Order("orders_read")),
    ("GET", "/orders/?/invoice", Order("orders_read")),
    ("POST", "/orders/?/payments", Order("orders_write")),
    ("POST", "/orders/?/cancel", Order("orders_write")),
    ("POST", "/orders/?/fulfilment", Needs("orders_write")),
    ("POST", "/orders/?/refunds", Needs("payments_refund")),
    ("GET", "/orders/?/timeline", Needs("orders_read")),
    ("GET", "/sales/daily?from=2026-01-01&to=2026-01-31", Needs("sales_read")),
    ("POST", "/webhooks/payments/?", Outside),
    ("GET", "/jobs", Needs("jobs_read")),
    ("GET", "/jobs/overview", Needs("jobs_read")),
    ("GET", "/jobs/?", Needs("jobs_read")),
    ("POST", "/jobs/?/retry", Needs("jobs_write")),
    ("POST", "/jobs/?/discard", Needs("jobs_write")),
    ("POST", "/jobs/?/cancel", Needs("jobs_write")),
    ("POST", "/jobs/cancel", Needs("jobs_write")),
    ("GET", "/batches", Needs("jobs_read")),
    ("GET", "/batches/?", Needs("jobs_read")),
    ("POST", "/batches/?/cancel", Needs("jobs_write")),
    ("POST", "/jobs/?/edit", Needs("jobs_write")),
    ("GET", "/jobs/dead", Needs("jobs_read")),
    ("POST", "/jobs/dead/retry", Needs("jobs_write")),
    ("POST", "/jobs/dead/discard", Needs("jobs_write")),
    ("GET", "/operations/queues", Needs("jobs_read")),
    ("POST", "/operations/queues/?/pause", Needs("jobs_write")),
    ("POST", "/operations/queues/?/resume", Needs("jobs_write")),
    ("GET", "/operations/processes", Needs("jobs_read")),
    ("GET", "/operations/providers", Needs("jobs_read")),
    ("POST", "/operations/providers/?/close", Needs("jobs_write")),
    ("GET", "/operations/timetable", Needs("jobs_read")),
    ("POST", "/operations/timetable/?/run", Needs("jobs_write")),
    ("GET", "/operations/live", Needs("jobs_read")),
    ("GET", "/operations/rebuilds", Needs("jobs_read")),
    ("GET", "/operations/replays", Needs("jobs_read")),
    ("POST", "/operations/replays", Needs("jobs_write")),
    ("GET", "/operations/replays/?", Needs("jobs_read")),
    ("GET", "/mails", Needs("mails_read")),
    ("GET", "/mails/?", Needs("mails_read")),
    ("GET", "/mails/?/attachments/?", Needs("mails_read")),
    ("GET", "/webhook-endpoints", Needs("webhooks_read")),
    ("POST", "/webhook-endpoints", Needs("webhooks_write")),
    ("GET", "/webhook-endpoints/?", Needs("webhooks_read")),
    ("PATCH", "/webhook-endpoints/?", Needs("webhooks_write")),
    ("DELETE", "/webhook-endpoints/?", Needs("webhooks_write")),
    ("POST", "/webhook-endpoints/?/rotate-secret", Needs("webhooks_write")),
    ("POST", "/webhook-endpoints/?/ping", Needs("webhooks_write")),
    ("GET", "/webhook-deliveries", Needs("webhooks_read")),
    ("GET", "/webhook-deliveries/?", Needs("webhooks_read")),
    ("POST", "/webhook-deliveries/?/redeliver", Needs("webhooks_write")),
    ("GET", "/audit", Needs("audit_read")),
    ("GET", "/permissions", Needs("users_read")),
    ("GET", "/roles", Needs("users_read")),
    ("GET", "/roles/?", Needs("users_read")),
    ("POST", "/roles", Needs("roles_write")),
    ("PATCH", "/roles/?", Needs("roles_write")),
    ("DELETE", "/roles/?", Needs("roles_write")),
    ("GET", "/staff", Needs("users_read")),
    ("GET", "/staff/?", Needs("users_read")),
    ("POST", "/staff", Needs("users_write")),
    ("PUT", "/staff/?/roles", Needs("users_write")),
    ("POST", "/staff/?/deactivate", Needs("users_write")),
    ("POST", "/staff/?/reactivate", Needs("users_write")),
    ("GET", "/api-keys", Needs("api_keys_read")),
    ("POST", "/api-keys", Needs("api_keys_write")),
    ("GET", "/api-keys/?", Needs("api_keys_read")),
    ("DELETE", "/api-keys/?", Needs("api_keys_write")),
];

/// The operation of a row, as the document names it: without the query.
pub fn operation(method: &str, path: &str) -> (String, String) {
    let path = path.split_once('?').filter(|(_, query)| query.contains('=')).map_or(path, |(path, _)| path);
    (method.to_owned(), path.to_owned())
}

/// Every operation of the document, in the form of the table.
pub fn documented(document: &serde_json::Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let parts = path.trim_start_matches("/api/v1").trim_end_matches('/').split('/');
        let parts: Vec<&str> = parts.map(|part| if part.starts_with('{') { "?" } else { part }).collect();
        for method in operations.as_object().unwrap().keys() {
            all.push((method.to_uppercase(), parts.join("/")));
        }
    }
    all
}
