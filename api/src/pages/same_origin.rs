//! Whether a request comes from the pages themselves, and whether the host that it names is ours.
//!
//! Stricter than the origins of the API: forms are sent along with the password that the browser remembers, or with
//! none where the pages are open, so no other origin may send them, listed or not.

use std::net::IpAddr;

use poem::http::{StatusCode, header};
use poem::{FromRequest, Request, RequestBody};

use crate::problem::Failure;
use crate::state::Shared;

/// A form that one of our own pages sent.
pub struct SameOrigin;

impl<'a> FromRequest<'a> for SameOrigin {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let public_url = request.data::<Shared>().map_or("", |state| &state.http.public_url);
        if is_same_origin(request, public_url) {
            return Ok(Self);
        }
        let detail = "only a form on these pages may do that";
        Err(Failure::new(StatusCode::FORBIDDEN, "origin_not_allowed", detail).into())
    }
}

/// Both of what browsers say about it must fit as far as it is said, and one of them must be said.
pub fn is_same_origin(request: &Request, public_url: &str) -> bool {
    let site = request.headers().get("sec-fetch-site").map(|site| site == "same-origin");
    let origin = request.headers().get(header::ORIGIN).map(|origin| {
        let origin = origin.to_str().ok().and_then(authority);
        let own = [request.header(header::HOST), authority(public_url)];
        origin.is_some_and(|origin| own.into_iter().flatten().any(|own| own.eq_ignore_ascii_case(origin)))
    });
    match (site, origin) {
        (None, None) => false,
        (site, origin) => site.unwrap_or(true) && origin.unwrap_or(true),
    }
}

/// Any page can make its own name point to this machine and then read what is open here. It cannot do so under an
/// address, `localhost` or the name of the shop.
pub fn is_host_ours(request: &Request, public_url: &str) -> bool {
    let named = request.header(header::HOST).or_else(|| request.uri().authority().map(|own| own.as_str()));
    let Some(name) = named.map(name) else { return false };
    name.eq_ignore_ascii_case("localhost")
        || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
        || authority(public_url).is_some_and(|own| self::name(own).eq_ignore_ascii_case(name))
}

/// `https://shop.example:8443/path` has the authority `shop.example:8443`.
fn authority(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    Some(rest.split('/').next().unwrap_or(rest))
}

/// An authority without its port.
fn name(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "https://shop.example/";

    fn request(headers: &[(&str, &str)]) -> Request {
        headers
            .iter()
            .fold(Request::builder(), |request, (name, value)| request.header(*name, *value))
            .finish()
    }

    #[test]
    fn a_form_must_come_from_our_own_pages() {
        for (origin, site, allowed) in [
            (Some("http://127.0.0.1:8080"), Some("same-origin"), true),
            (Some("http://127.0.0.1:8080"), None, true),
            (Some("https://shop.example"), Some("same-origin"), true),
            (None, Some("same-origin"), true),
            (None, None, false),
            (None, Some("cross-site"), false),
            (None, Some("same-site"), false),
            (None, Some("none"), false),
            (Some("null"), Some("same-origin"), false),
            (Some("http://127.0.0.1:9090"), None, false),
            (Some("https://evil.example"), Some("same-origin"), false),
            (Some("http://127.0.0.1:8080"), Some("cross-site"), false),
        ] {
            let mut headers = vec![("host", "127.0.0.1:8080")];
            headers.extend(origin.map(|origin| ("origin", origin)));
            headers.extend(site.map(|site| ("sec-fetch-site", site)));
            assert_eq!(is_same_origin(&request(&headers), SHOP), allowed, "{headers:?}");
        }
    }

    #[test]
    fn a_name_that_somebody_made_point_here_is_not_ours() {
        for (host, ours) in [
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("localhost:8080", true),
            ("shop.example", true),
            ("SHOP.example:443", true),
            ("evil.example:8080", false),
            ("127.0.0.1.evil.example", false),
            ("", false),
        ] {
            assert_eq!(is_host_ours(&request(&[("host", host)]), SHOP), ours, "{host}");
        }
        assert!(!is_host_ours(&request(&[]), SHOP));
    }
}
