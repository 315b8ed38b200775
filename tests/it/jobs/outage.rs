//! Redis is away: it carries tickets and cached answers, nothing that is missed. Or the way to the database swallows
//! packets.

mod black_hole;

use domain::catalog::categories;
use platform::Services;
use platform::cache;
use platform::transport::Transports;

use secrecy::ExposeSecret;

use self::black_hole::BlackHole;
use crate::shop::{LIMIT, Setup, Shop, card, until};

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

#[tokio::test]
async fn connections_that_the_network_has_forgotten_do_not_fill_the_pool() {
    let shop = Shop::open().await;
    let url = shop.services.config.database.url.expose_secret().to_owned();
    if url.starts_with("sqlite:") {
        return shop.close().await;
    }
    let mut there: reqwest::Url = url.parse().unwrap();
    let database = format!("{}:{}", there.host_str().unwrap(), there.port().unwrap());
    let hole = BlackHole::before(database).await;
    there.set_port(Some(hole.port)).unwrap();
    let mut config = shop.services.config.as_ref().clone();
    config.database.url = there.to_string().into();
    config.database.max_connections = 2;
    let services = Services::connect(config).await.unwrap();
    let asked = async || categories::tree(services.store.read()).await.is_ok();
    // So many at once that each place in the pool has its connection.
    let answered = tokio::join!(asked(), asked(), asked(), asked());
    assert_eq!(answered, (true, true, true, true));

    // The driver asks each connection once more before it lies in the pool again; what vanishes then is another story.
    let pool = services.store.read().get_postgres_connection_pool();
    until("the connections to rest", async || pool.num_idle() == 2).await;

    // Callers lose patience while nothing gets through, and their connections are never closed by anybody.
    hole.swallow();
    for _ in 0..4 {
        let impatience = std::time::Duration::from_millis(100);
        assert!(tokio::time::timeout(impatience, asked()).await.is_err());
    }
    hole.mend();
    until("a connection that works", asked).await;
    shop.close().await;
}
