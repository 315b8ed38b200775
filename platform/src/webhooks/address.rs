//! Which addresses webhooks may go to: public ones, and those that the configuration allows.
//!
//! A merchant chooses the address, so without this our own network could be asked through us. Names are checked by what
//! they resolve to, see [`super::resolver`].

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use anyhow::Context;
use domain::{Error, Result};
use ipnet::IpNet;
use url::{Host, Url};

/// What is not public among IPv4: the special-purpose registry of IANA, and one provider's metadata service that hides
/// at a public address.
const PRIVATE_V4: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    // Multicast, reserved, broadcast.
    "224.0.0.0/3",
];

/// All public IPv6 addresses begin like this. Outside are loopback, link-local, unique local, multicast, mapped IPv4 and
/// NAT64.
const PUBLIC_V6: &str = "2000::/3";

/// What is not public in there: protocol assignments with Teredo, documentation, 6to4, AS112.
const PRIVATE_V6: &[&str] = &["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

/// Longest address that is taken.
const URL_LENGTH: usize = 2_000;

#[derive(Debug, Clone)]
pub struct Allowed {
    http: bool,
    networks: Vec<IpNet>,
    private_v4: Vec<IpNet>,
    public_v6: IpNet,
    private_v6: Vec<IpNet>,
}

impl Allowed {
    /// # Errors
    /// When a network cannot be read.
    pub fn new(http: bool, networks: &[String]) -> anyhow::Result<Self> {
        let fixed = |list: &[&str]| list.iter().map(|network| fixed_network(network)).collect();
        Ok(Self {
            http,
            networks: networks.iter().map(|text| network(text)).collect::<anyhow::Result<_>>()?,
            private_v4: fixed(PRIVATE_V4),
            public_v6: fixed_network(PUBLIC_V6),
            private_v6: fixed(PRIVATE_V6),
        })
    }

    /// Whether a webhook may be sent to this address. An IPv4 address in the clothes of IPv6 is what it is inside.
    pub fn address(&self, address: IpAddr) -> bool {
        if self.networks.iter().any(|network| network.contains(&address.to_canonical())) {
            return true;
        }
        let is_in = |networks: &[IpNet]| networks.iter().any(|network| network.contains(&address));
        match address {
            IpAddr::V4(_) => !is_in(&self.private_v4),
            IpAddr::V6(_) => self.public_v6.contains(&address) && !is_in(&self.private_v6),
        }
    }

    /// Reads an address as browsers do, so that `http://0x7f.1` is 127.0.0.1 here as well, and says whether webhooks may
    /// go there as far as that shows without resolving its name.
    ///
    /// # Errors
    /// `Invalid` with the field `url`.
    pub fn url(&self, text: &str) -> Result<Url> {
        let refuse = |why: &str| Err(Error::invalid("url", why));
        if text.len() > URL_LENGTH {
            return refuse("is too long");
        }
        let Ok(url) = Url::parse(text) else { return refuse("is not a URL") };
        match url.scheme() {
            "https" => {}
            "http" if self.http => {}
            "http" => return refuse("must begin with https://"),
            _ => return refuse("must be a URL of the web"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("must not contain a name or a password; webhooks are signed instead");
        }
        if url.fragment().is_some() {
            return refuse("must not contain a fragment");
        }
        let is_fine = match url.host() {
            Some(Host::Ipv4(address)) => self.address(address.into()),
            Some(Host::Ipv6(address)) => self.address(address.into()),
            Some(Host::Domain(name)) if is_local(name) => {
                self.address(Ipv4Addr::LOCALHOST.into()) || self.address(Ipv6Addr::LOCALHOST.into())
            }
            // What the name stands for shows when it is resolved.
            Some(Host::Domain(_)) => true,
            None => return refuse("has no host"),
        };
        if is_fine { Ok(url) } else { refuse("must be a public address") }
    }
}

/// Names that mean this machine, whatever a resolver says.
fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
}

fn network(text: &str) -> anyhow::Result<IpNet> {
    let parsed = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    parsed.with_context(|| format!("{text:?} is neither an address nor a network"))
}

fn fixed_network(text: &str) -> IpNet {
    text.parse().expect("the networks in this file are well-formed")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn allowed(http: bool, networks: &[&str]) -> Allowed {
        let networks: Vec<_> = networks.iter().map(|&network| network.to_owned()).collect();
        Allowed::new(http, &networks).unwrap()
    }

    #[test]
    fn only_public_addresses_are_taken() {
        let allowed = allowed(false, &[]);
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!allowed.address(private.parse().unwrap()), "{private}");
        }
        for public in ["8.8.8.8", "172.15.255.255", "172.32.0.1", "223.255.255.255", "2a00:1450:4001::1"] {
            assert!(allowed.address(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn what_the_configuration_allows_is_taken_and_no_more() {
        let allowed = allowed(false, &["10.0.5.0/24", "127.0.0.1", "fd00::/8"]);
        for fine in ["10.0.5.9", "127.0.0.1", "::ffff:10.0.5.9", "fd12::1", "8.8.8.8"] {
            assert!(allowed.address(fine.parse().unwrap()), "{fine}");
        }
        for private in ["10.0.6.1", "127.0.0.2", "::1", "fc00::1", "169.254.169.254"] {
            assert!(!allowed.address(private.parse().unwrap()), "{private}");
        }
        assert!(Allowed::new(false, &["everywhere".to_owned()]).is_err());
    }

    #[test]
    fn no_spelling_of_a_private_address_gets_through() {
        let allowed = allowed(true, &[]);
        for host in [
            "127.0.0.1",
            "127.0.0.1.",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "017700000001",
            "0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:0:0:1]",
            "[::]",
            "[64:ff9b::127.0.0.1]",
            "localhost",
            "LOCALHOST.",
            "anything.localhost",
            "169.254.169.254",
            "%31%32%37.0.0.1",
            "１２７.0.0.1",
            "127。0。0。1",
        ] {
            let url = format!("http://{host}:8080/hook");
            assert!(allowed.url(&url).is_err(), "{url}");
        }
    }

    #[test]
    fn addresses_that_are_no_plain_web_addresses_are_refused() {
        let strict = allowed(false, &[]);
        for bad in [
            "",
            "hook",
            "//example.org/",
            "http://example.org/",
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://example.org/",
            "https://",
            "https://user@example.org/",
            "https://user:pass@example.org/",
            "https://example.org@127.0.0.1/",
            "https://127.0.0.1#@example.org/",
            "https://127.0.0.1\\@example.org/",
            "https://example.org/#part",
            "data:text/plain,hi",
            "https://example.org:99999/",
        ] {
            assert!(strict.url(bad).is_err(), "{bad}");
        }
        assert!(strict.url(&format!("https://example.org/{}", "a".repeat(2_000))).is_err());
        for fine in ["https://example.org/hook?shop=1", "HTTPS://Example.org:8443", "https://8.8.8.8/"] {
            assert!(strict.url(fine).is_ok(), "{fine}");
        }
        assert!(allowed(true, &["127.0.0.0/8"]).url("http://127.0.0.1:9/x").is_ok());
        assert!(allowed(true, &["127.0.0.0/8"]).url("http://localhost:9/x").is_ok());
    }
}
