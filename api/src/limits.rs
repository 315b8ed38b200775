//! How often one address, one account and one log-in may ask. A brake of this process alone, not of the fleet.
//!
//! Buckets that have refilled are forgotten every few seconds, so memory follows the present load.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use poem::Response;
use poem::http::{HeaderValue, StatusCode, header::HeaderName};
use uuid::Uuid;

use crate::problem::{Failure, Result};
use crate::settings::LimitSettings;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STATE: HeaderName = HeaderName::from_static("ratelimit");
/// Every quota is for one minute.
const WINDOW_SECONDS: u64 = 60;
/// How often refilled buckets are forgotten.
const SWEEP: Duration = Duration::from_secs(10);

/// The limits of this process.
pub struct Limits {
    address: Option<Bucket<IpAddr>>,
    account: Option<Bucket<Uuid>>,
    login: Option<Bucket<(IpAddr, String)>>,
    assistant: Option<Bucket<IpAddr>>,
    clock: DefaultClock,
}

struct Bucket<K: std::hash::Hash + Eq + Clone> {
    limiter: RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>,
    per_minute: u32,
}

impl<K: std::hash::Hash + Eq + Clone> Bucket<K> {
    fn new(per_minute: Option<u32>) -> Option<Self> {
        let quota = NonZeroU32::new(per_minute?)?;
        let limiter = RateLimiter::keyed(Quota::per_minute(quota)).with_middleware();
        Some(Self { limiter, per_minute: quota.get() })
    }

    fn sweep(bucket: &Option<Self>) {
        if let Some(bucket) = bucket {
            bucket.limiter.retain_recent();
            bucket.limiter.shrink_to_fit();
        }
    }
}

impl Limits {
    pub fn new(settings: LimitSettings) -> Self {
        Self {
            address: Bucket::new(settings.per_address),
            account: Bucket::new(settings.per_account),
            login: Bucket::new(settings.per_login),
            assistant: Bucket::new(settings.per_visitor),
            clock: DefaultClock::default(),
        }
    }

    /// Before anything else is done with a request.
    pub fn check_address(&self, rates: &Rates, address: IpAddr) -> Result<()> {
        self.check(&self.address, &network_of(address), &rates.address)
    }

    /// Once it is known who asks.
    pub fn check_account(&self, rates: &Rates, account: Uuid) -> Result<()> {
        self.check(&self.account, &account, &rates.account)
    }

    /// Before a password is looked at: guessing is slow, and hashing is dear.
    pub fn check_login(&self, rates: &Rates, address: IpAddr, email: &str) -> Result<()> {
        self.check(&self.login, &(network_of(address), email.trim().to_lowercase()), &rates.login)
    }

    /// Before a model is asked, which costs money.
    pub fn check_assistant(&self, rates: &Rates, address: IpAddr) -> Result<()> {
        self.check(&self.assistant, &network_of(address), &rates.assistant)
    }

    fn check<K>(&self, bucket: &Option<Bucket<K>>, key: &K, rate: &Rate) -> Result<()>
    where
        K: std::hash::Hash + Eq + Clone,
    {
        let Some(bucket) = bucket else { return Ok(()) };
        match bucket.limiter.check_key(key) {
            Ok(state) => {
                rate.set(bucket.per_minute, state.remaining_burst_capacity(), 0);
                Ok(())
            }
            Err(until) => {
                let wait = until.wait_time_from(self.clock.now());
                rate.set(bucket.per_minute, 0, wait.as_secs() + 1);
                let detail = "there were too many requests; try again later";
                Err(Failure::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail)
                    .retry_after(wait))
            }
        }
    }

    /// Forgets what has refilled, for as long as the process lives.
    pub async fn sweep(&self) {
        let mut tick = tokio::time::interval(SWEEP);
        loop {
            tick.tick().await;
            Bucket::sweep(&self.address);
            Bucket::sweep(&self.account);
            Bucket::sweep(&self.login);
            Bucket::sweep(&self.assistant);
        }
    }
}

/// Whoever has one IPv6 address has the other 2^64 of that network too.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        address => address,
    }
}

/// What the limits said to one request, for its headers.
#[derive(Debug, Default)]
pub struct Rates {
    address: Rate,
    account: Rate,
    login: Rate,
    assistant: Rate,
}

/// Quota (24 bits), remaining (24 bits) and seconds to wait (16 bits); a quota of 0 was not asked.
#[derive(Debug, Default)]
struct Rate(AtomicU64);

impl Rate {
    fn set(&self, quota: u32, remaining: u32, wait: u64) {
        let quota = u64::from(quota.min(0xff_ffff));
        let remaining = u64::from(remaining.min(0xff_ffff));
        self.0.store(quota << 40 | remaining << 16 | wait.min(0xffff), Ordering::Relaxed);
    }

    fn get(&self) -> Option<(u64, u64, u64)> {
        let bits = self.0.load(Ordering::Relaxed);
        (bits != 0).then_some((bits >> 40, bits >> 16 & 0xff_ffff, bits & 0xffff))
    }
}

impl Rates {
    /// `RateLimit-Policy` and `RateLimit` as in draft-ietf-httpapi-ratelimit-headers.
    pub fn write(&self, response: &mut Response) {
        use std::fmt::Write as _;
        let (mut policy, mut state) = (String::new(), String::new());
        let rates = [
            ("address", &self.address),
            ("account", &self.account),
            ("login", &self.login),
            ("assistant", &self.assistant),
        ];
        for (name, rate) in rates {
            let Some((quota, remaining, wait)) = rate.get() else { continue };
            let comma = if policy.is_empty() { "" } else { ", " };
            let reset = if remaining > 0 { 0 } else { wait.max(1) };
            // Writing into a string cannot fail.
            let _ = write!(policy, "{comma}\"{name}\";q={quota};w={WINDOW_SECONDS}");
            let _ = write!(state, "{comma}\"{name}\";r={remaining};t={reset}");
        }
        if let (false, Ok(policy), Ok(state)) =
            (policy.is_empty(), HeaderValue::try_from(policy), HeaderValue::try_from(state))
        {
            response.headers_mut().insert(POLICY, policy);
            response.headers_mut().insert(STATE, state);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_third_request_of_two_is_refused_and_says_when_to_come_back() {
        let limits = Limits::new(LimitSettings { per_address: Some(2), ..LimitSettings::default() });
        let address = IpAddr::from([203, 0, 113, 9]);
        for remaining in ["1", "0"] {
            let rates = Rates::default();
            limits.check_address(&rates, address).unwrap();
            let mut response = Response::default();
            rates.write(&mut response);
            assert_eq!(response.headers()[POLICY], "\"address\";q=2;w=60");
            assert!(
                response.headers()[STATE]
                    .to_str()
                    .unwrap()
                    .starts_with(&format!("\"address\";r={remaining}"))
            );
        }
        let failure = limits.check_address(&Rates::default(), address).unwrap_err();
        assert_eq!(failure.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(failure.retry_after.unwrap() <= Duration::from_secs(30));
        limits.check_address(&Rates::default(), IpAddr::from([203, 0, 113, 10])).unwrap();
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let one: IpAddr = "2001:db8:1:2:3::4".parse().unwrap();
        let other: IpAddr = "2001:db8:1:2:ffff::1".parse().unwrap();
        assert_eq!(network_of(one), network_of(other));
    }
}
