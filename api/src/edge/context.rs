//! Who asks, and under which ids: made once per request, read by everything that handles it.

use std::net::IpAddr;
use std::sync::Arc;

use domain::audit::Origin;
use poem::Request;
use poem::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

use crate::limits::Rates;
use crate::settings::Network;

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// What is known about a request before anything looks into it. In the extensions as `Arc<Context>`.
#[derive(Debug)]
pub struct Context {
    /// The caller's `X-Request-Id` if it is sane, otherwise a fresh one.
    pub request_id: String,
    /// 32 hex digits: continued from the caller's `traceparent`, otherwise fresh.
    pub trace_id: String,
    /// 16 hex digits that stand for our part of the trace.
    pub span_id: String,
    /// Those of the caller's part.
    pub parent_span_id: Option<String>,
    /// The caller's address behind trusted proxies.
    pub client: IpAddr,
    pub user_agent: Option<String>,
    /// What the rate limits said.
    pub rates: Rates,
}

impl Context {
    pub fn of(request: &Request, proxies: &[Network]) -> Arc<Self> {
        let id = Uuid::now_v7();
        let simple = id.simple().to_string();
        let span_id = simple[16..].to_owned();
        let (trace_id, parent_span_id) = match request.header(TRACEPARENT).and_then(parent) {
            Some((trace_id, span_id)) => (trace_id.to_owned(), Some(span_id.to_owned())),
            None => (simple, None),
        };
        let request_id = request
            .header(REQUEST_ID)
            .filter(|given| is_sane(given))
            .map_or_else(|| id.to_string(), str::to_owned);
        let peer = request.remote_addr().as_socket_addr().map(|address| address.ip());
        let client = client(peer, request.headers(), proxies);
        let user_agent = request.header(header::USER_AGENT).map(str::to_owned);
        let rates = Rates::default();
        Arc::new(Self { request_id, trace_id, span_id, parent_span_id, client, user_agent, rates })
    }

    /// From where what this request does comes, for the audit log.
    pub fn origin(&self) -> Origin {
        Origin::new(self.client, self.user_agent.as_deref(), self.request_id.clone())
    }

    pub fn traceparent(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(format!("00-{}-{}-01", self.trace_id, self.span_id)).ok()
    }
}

/// The ids of trace and span in a W3C `traceparent`: `version-traceid-parentid-flags`, all in lower-case hex.
fn parent(header: &str) -> Option<(&str, &str)> {
    let mut parts = header.split('-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |text: &str, len| {
        text.len() == len && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let fits = is_hex(version, 2) && is_hex(trace, 32) && is_hex(parent, 16) && is_hex(flags, 2);
    let is_known = version != "ff" && (version != "00" || parts.next().is_none());
    (fits && is_known && trace.bytes().any(|b| b != b'0') && parent.bytes().any(|b| b != b'0'))
        .then_some((trace, parent))
}

fn is_sane(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// The peer, or, if that is a trusted proxy, the last hop in `X-Forwarded-For` that is not.
fn client(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let peer = peer.unwrap_or(IpAddr::from([0, 0, 0, 0])).to_canonical();
    let is_proxy = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    if proxies.is_empty() || !is_proxy(peer) {
        return peer;
    }
    let hops = headers.get_all("x-forwarded-for").iter().rev();
    hops.filter_map(|hop| hop.to_str().ok())
        .flat_map(|hop| hop.rsplit(','))
        .map_while(|hop| hop.trim().parse::<IpAddr>().ok())
        .map(|hop| hop.to_canonical())
        .find(|hop| !is_proxy(*hop))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_well_formed_traceparent_is_continued() {
        let ids = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
        assert_eq!(parent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), Some(ids));
        assert_eq!(parent("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"), Some(ids));
        for wrong in [
            "",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-01",
        ] {
            assert_eq!(parent(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_client_is_the_last_hop_that_is_not_a_trusted_proxy() {
        let proxies: Vec<Network> =
            ["127.0.0.0/8", "10.0.0.0/8"].iter().filter_map(|n| n.parse().ok()).collect();
        for (peer, forwarded, expected) in [
            ("203.0.113.9", "198.51.100.1", "203.0.113.9"), // Anyone can write the header.
            ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("127.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
            ("127.0.0.1", "10.0.0.7", "127.0.0.1"),
            ("127.0.0.1", "6.6.6.6, nonsense", "127.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
            assert_eq!(
                client(peer.parse().ok(), &headers, &proxies).to_string(),
                expected,
                "{peer} {forwarded}"
            );
        }
    }
}
