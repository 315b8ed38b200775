//! Headers that tell browsers what not to do with an answer. What an endpoint sets itself is kept.

use poem::Response;
use poem::http::{HeaderName, HeaderValue, header};

const FOR_DATA: &str = "default-src 'none'; frame-ancestors 'none'";
/// The documentation page carries its script and style inline.
const FOR_DOCS: &str = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
                        img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";
const FOR_PAGES: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; \
                         connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; \
                         form-action 'self'";

/// The same where cards are paid with Stripe, whose fields come from its own host, as its terms demand.
const FOR_PAGES_WITH_STRIPE: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; \
                                     script-src 'self' https://js.stripe.com https://*.js.stripe.com; \
                                     connect-src 'self' https://api.stripe.com; \
                                     frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com; \
                                     object-src 'none'; \
                                     frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// What the headers depend on.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances {
    /// Whether browsers reach the shop that way; only then may they be told never to use anything else.
    pub is_https: bool,
    /// Whether browsers pay with Stripe.
    pub takes_stripe: bool,
}

pub fn write(path: &str, circumstances: Circumstances, response: &mut Response) {
    let policy = if path.starts_with("/api/") {
        FOR_DATA
    } else if path.starts_with("/docs") {
        FOR_DOCS
    } else if circumstances.takes_stripe {
        FOR_PAGES_WITH_STRIPE
    } else {
        FOR_PAGES
    };
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    for (name, value) in &ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if circumstances.is_https {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
}
