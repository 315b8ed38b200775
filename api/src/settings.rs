//! What the HTTP frame needs to know. Filled from the configuration in one place.

use std::net::IpAddr;
use std::time::Duration;

use platform::Config;

/// How requests are received, limited and answered.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Where the shop is reached from outside, such as `https://shop.example`. Its origin is always allowed.
    pub public_url: String,
    /// Other origins whose scripts may call, such as `https://console.example`.
    pub allowed_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-*` headers are believed.
    pub trusted_proxies: Vec<Network>,
    /// After this a request is answered with 504.
    pub request_timeout: Duration,
    /// The same for one that brings a file: pictures and CSV.
    pub upload_timeout: Duration,
    /// Largest body in bytes.
    pub body_limit: usize,
    /// Largest body of an upload (`multipart/form-data`) in bytes.
    pub upload_limit: usize,
    /// Largest body of CSV in bytes.
    pub import_limit: usize,
    /// A connection on which nothing moves for so long is closed.
    pub idle_timeout: Duration,
    /// How long requests may go on after the signal to stop.
    pub drain: Duration,
    pub limits: LimitSettings,
}

/// Requests per minute. `None` switches a limit off.
#[derive(Debug, Clone, Copy, Default)]
pub struct LimitSettings {
    pub per_address: Option<u32>,
    pub per_account: Option<u32>,
    /// Log-in and registration attempts for one address and e-mail.
    pub per_login: Option<u32>,
    /// Questions to the assistant and to the shop from one address.
    pub per_visitor: Option<u32>,
}

impl HttpSettings {
    /// # Errors
    /// When a trusted proxy is not an address or a network.
    pub fn from_config(config: &Config) -> anyhow::Result<Self> {
        let http = &config.http;
        let limit = |per_minute| config.limits.enabled.then_some(per_minute);
        let proxies = http.trusted_proxies.iter().map(|text| text.parse().map_err(anyhow::Error::msg));
        Ok(Self {
            public_url: http.public_url.clone(),
            allowed_origins: http.cors_origins.clone(),
            trusted_proxies: proxies.collect::<anyhow::Result<_>>()?,
            request_timeout: Duration::from_secs(http.request_timeout_seconds),
            upload_timeout: Duration::from_secs(http.upload_timeout_seconds),
            body_limit: http.body_limit_bytes,
            upload_limit: http.upload_limit_bytes,
            import_limit: http.import_limit_bytes,
            idle_timeout: Duration::from_secs(http.idle_timeout_seconds),
            drain: Duration::from_secs(http.drain_seconds),
            limits: LimitSettings {
                per_address: limit(config.limits.per_address_per_minute),
                per_account: limit(config.limits.per_account_per_minute),
                per_login: limit(config.limits.log_in_per_minute),
                per_visitor: limit(config.limits.assistant_per_minute),
            },
        })
    }
}

#[cfg(test)]
impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".into(),
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            request_timeout: Duration::from_secs(10),
            upload_timeout: Duration::from_secs(60),
            body_limit: 256 * 1024,
            upload_limit: 8 * 1024 * 1024,
            import_limit: 64 * 1024 * 1024,
            idle_timeout: Duration::from_secs(30),
            drain: Duration::from_secs(20),
            limits: LimitSettings::default(),
        }
    }
}

/// A network in CIDR notation; a plain address is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    pub fn contains(&self, other: IpAddr) -> bool {
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl std::str::FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text} is not an address or a network such as 10.0.0.0/8");
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(longest);
        if prefix > longest { Err(wrong()) } else { Ok(Self { address, prefix }) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn networks_contain_their_addresses() {
        for (network, address, inside) in [
            ("10.0.0.0/8", "10.200.3.4", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "::ffff:127.0.0.1", true),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("fd00::/8", "fd12::1", true),
            ("fd00::/8", "10.0.0.1", false),
        ] {
            let network: Network = network.parse().unwrap();
            assert_eq!(network.contains(address.parse().unwrap()), inside, "{network:?} {address}");
        }
        assert!("10.0.0.0/33".parse::<Network>().is_err());
        assert!("shop.example".parse::<Network>().is_err());
    }
}
