//! Kills the server in the middle of shopping, and starts it again on what it left.

use std::time::Duration;

use bench::{Client, Server};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng, seq::index};
use tokio::sync::watch;

/// The kill comes up to so many milliseconds after its order was begun.
const SPREAD_MILLIS: u64 = 300;

/// Moments to kill, drawn from a seed so that a run can be done again.
pub struct Disturbance {
    /// How many orders have been begun, and how long after that; in order.
    moments: Vec<(usize, Duration)>,
}

impl Disturbance {
    /// `kills` moments among `orders`, but neither among the first nor the last few.
    pub fn draw(kills: usize, orders: usize, seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let first = orders / 20;
        let span = (orders * 17 / 20).max(1);
        let mut begun: Vec<usize> = index::sample(&mut random, span, kills.min(span)).into_vec();
        begun.sort_unstable();
        let delay = |random: &mut StdRng| Duration::from_millis(random.random_range(0..SPREAD_MILLIS));
        Self { moments: begun.into_iter().map(|begun| (first + begun + 1, delay(&mut random))).collect() }
    }

    /// Does it all, while `begun` counts up. Returns how often the server was killed.
    pub async fn carry_out(
        self,
        server: &mut Option<Server>,
        client: &Client,
        mut begun: watch::Receiver<usize>,
    ) -> anyhow::Result<usize> {
        let mut kills = 0;
        for (orders, delay) in self.moments {
            let Some(server) = server.as_mut() else { break };
            begun.wait_for(|begun| *begun >= orders).await?;
            tokio::time::sleep(delay).await;
            server.kill()?;
            server.start()?;
            client.wait_until_ready().await?;
            kills += 1;
        }
        Ok(kills)
    }
}
