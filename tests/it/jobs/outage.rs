//! Redis is away. It carries tickets and cached answers, nothing that is missed.

use platform::Services;
use platform::cache;
use platform::transport::Transports;

use crate::shop::{LIMIT, Setup, Shop, card};

/// Nobody listens on this port.
const NOBODY: &str = "redis://127.0.0.1:1";

/// The same shop, with a transport that works.
fn recovered(services: &Services) -> Services {
    let mut config = services.config.as_ref().clone();
    config.redis.url = None;
    let mut services = services.clone();
    services.transports = Transports::open(&config).unwrap();
    services.cache = cache::open(&config).unwrap();
    services
}

#[tokio::test]
async fn orders_are_taken_without_redis_and_everything_else_follows_when_it_is_back() {
    let env = vec![("PENDEN_REDIS__URL", NOBODY)];
    // Webhooks would push their tickets to nobody as well, and wait until those count as lost.
    let shop = Shop::open_with(Setup { silent_bank: true, env, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.get("/products").await.expect(200);
    let order = guest.buy(&mug, card::GOOD).await;
    assert!(!shop.services.health.check().await.transport.ok && shop.services.health.check().await.ready);

    worker::drain(&recovered(&shop.services), LIMIT).await.unwrap();
    assert_eq!(guest.look(&order).await.state(), "placed");
    assert_eq!(shop.mails(&order).await.len(), 3);
    shop.close().await;
}
