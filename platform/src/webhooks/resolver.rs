//! Resolving names of receivers, and forgetting every address to which webhooks may not go.
//!
//! The connection is made to what this returns and to nothing else, so a name that answers differently the second time
//! gains nothing.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::Allowed;

type Found = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Asks the resolver of this machine, or a test.
pub type Lookup = Arc<dyn Fn(String) -> Found + Send + Sync>;

pub fn system() -> Lookup {
    Arc::new(|name| Box::pin(async move { Ok(tokio::net::lookup_host((name.as_str(), 0)).await?.collect()) }))
}

pub struct GuardedResolver {
    pub allowed: Arc<Allowed>,
    pub lookup: Lookup,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, found) = (self.allowed.clone(), (self.lookup)(name.as_str().to_owned()));
        Box::pin(async move {
            let mut addresses = found.await?;
            let known = addresses.len();
            addresses.retain(|address| allowed.address(address.ip()));
            if addresses.is_empty() && known > 0 {
                return Err("its name leads to no public address".into());
            }
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}
