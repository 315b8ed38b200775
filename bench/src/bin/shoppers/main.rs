//! Guests who fill a cart and place an order, over HTTP: so many at once, each beginning anew when done (closed loop), or
//! so many a second whatever the shop makes of them (open loop).
//!
//! It prints one `name value` pair a line, for scripts/bench, and says on standard error what went wrong. It does not look
//! at what the shop does afterwards: scripts/bench asks the database for that.

mod closed;
mod open;
mod shopper;
mod tally;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use bench::Client;
use clap::{Parser, Subcommand};

/// Places orders as guests do, and measures it.
#[derive(Parser)]
struct Arguments {
    /// The shop, such as http://127.0.0.1:8080
    #[arg(long)]
    url: String,
    /// The ids of the variants to choose from, a line each
    #[arg(long)]
    variants: PathBuf,
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    #[command(subcommand)]
    pace: Pace,
}

#[derive(Subcommand)]
enum Pace {
    /// Each client begins the next checkout when the last one is done
    Closed {
        #[arg(long, default_value_t = 64)]
        clients: usize,
    },
    /// A checkout begins at each beat, whether or not earlier ones are done
    Open {
        /// Checkouts a second
        #[arg(long)]
        rate: u32,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let client = Client::new(&arguments.url, Duration::ZERO)?;
    let listed = std::fs::read_to_string(&arguments.variants)
        .with_context(|| format!("{} cannot be read", arguments.variants.display()))?;
    let variants: Arc<[String]> = listed.lines().map(str::to_owned).collect();
    ensure!(!variants.is_empty(), "there is nothing to buy");
    let length = Duration::from_secs(arguments.seconds);
    let tally = match arguments.pace {
        Pace::Closed { clients } => closed::run(&client, &variants, clients, length).await?,
        Pace::Open { rate } => open::run(&client, &variants, rate, length).await?,
    };
    tally.print()
}
