//! Showing secrets without showing them.

use std::net::SocketAddr;

use secrecy::{ExposeSecret, SecretString};
use serde::Serializer;

const MASK: &str = "…";

pub(super) fn masked<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if secret.expose_secret().is_empty() { "" } else { MASK })
}

pub(super) fn masked_option<S: Serializer>(
    secret: &Option<SecretString>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if secret.is_some() { MASK } else { "" })
}

pub(super) fn masked_url<S: Serializer>(url: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&mask_password(url.expose_secret()))
}

pub(super) fn masked_url_option<S: Serializer>(
    url: &Option<SecretString>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let text = url.as_ref().map(|url| mask_password(url.expose_secret()));
    serializer.serialize_str(text.as_deref().unwrap_or_default())
}

pub(super) fn address_or_empty<S: Serializer>(
    address: &Option<SocketAddr>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&address.map(|address| address.to_string()).unwrap_or_default())
}

pub(super) fn text_or_empty<S: Serializer>(text: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.as_deref().unwrap_or_default())
}

/// The URL with `…` for its password, wherever URLs carry one: before the host, or as a parameter. Where a malformed
/// URL leaves doubt, too much is hidden rather than too little.
pub fn mask_password(url: &str) -> String {
    let (address, query) = match url.split_once('?') {
        // An unescaped `?` inside the password.
        Some((_, query)) if query.contains('@') => (url, None),
        Some((address, query)) => (address, Some(query)),
        None => (url, None),
    };
    let mut masked = match (address.split_once("://"), address.rfind('@')) {
        (Some((scheme, rest)), Some(at)) => {
            let credentials = &address[scheme.len() + "://".len()..at];
            match credentials.split_once(':') {
                Some((user, _)) => format!("{scheme}://{user}:{MASK}{}", &address[at..]),
                None => format!("{scheme}://{rest}"),
            }
        }
        _ => address.to_owned(),
    };
    if let Some(query) = query {
        let shown: Vec<_> = query.split('&').map(mask_parameter).collect();
        masked = format!("{masked}?{}", shown.join("&"));
    }
    masked
}

fn mask_parameter(parameter: &str) -> String {
    match parameter.split_once('=') {
        Some((name, _)) if name.eq_ignore_ascii_case("password") => format!("{name}={MASK}"),
        _ => parameter.to_owned(),
    }
}
