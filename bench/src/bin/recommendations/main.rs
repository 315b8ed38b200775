//! How well recommendations guess: of each order of several products one is left out, the rest is bought, and then the shop
//! is asked what goes with the rest.
//!
//! Everything goes over HTTP, through the same endpoint that pages use. The hit rate says how often the product that was
//! left out is among the first ten; the mean reciprocal rank how far up. Beside it stands what the best sellers of the shop
//! would have guessed, and what is merely alike.

mod baskets;
mod generated;
mod measure;
mod olist;
mod shop;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use bench::{Client, Server};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

use baskets::Baskets;

const READY_WITHIN: Duration = Duration::from_secs(60);

#[derive(Parser)]
#[command(about = "Measures how well recommendations guess what was left out of an order")]
struct Arguments {
    /// Folder of recorded orders; generated ones without
    #[arg(long)]
    data: Option<PathBuf>,
    /// Orders to generate
    #[arg(long, default_value_t = 3_000)]
    orders: usize,
    /// Draws what is generated
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Customers at the same time
    #[arg(long, default_value_t = 16)]
    clients: usize,
    /// The program that serves; the environment configures it
    #[arg(long)]
    server: PathBuf,
    /// Where it serves
    #[arg(long)]
    url: String,
    /// Folder for the import file, the server's log and its process id
    #[arg(long)]
    work: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut server = Server::new(&arguments.server, &arguments.work);
    let mut terminated = signal(SignalKind::terminate())?;
    // However it ends, the server ends with it.
    let result = tokio::select! {
        result = run(&arguments, &mut server) => result,
        _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        _ = terminated.recv() => bail!("interrupted"),
    };
    if result.is_err() {
        server.check()?;
    }
    result?;
    server.stop().await
}

async fn run(arguments: &Arguments, server: &mut Server) -> anyhow::Result<()> {
    let (name, baskets) = match &arguments.data {
        Some(folder) => ("recorded", olist::read(folder)?),
        None => ("generated", generated::draw(arguments.orders, arguments.seed)),
    };
    let Baskets { products, orders } = &baskets;
    let cases = baskets.leave_one_out();
    println!(
        "{name}: {} products, {} orders, {} of several products",
        products.len(),
        orders.len(),
        cases.len()
    );
    let file = arguments.work.join(format!("{name}.csv"));
    baskets.write_catalogue(&file)?;
    let file = file.to_str().context("the working folder has a name that is not UTF-8")?;
    server.run(&["import", "products", file], "")?;
    server.run(&["users", "create", shop::OPERATOR.0, "--role", "admin"], shop::OPERATOR.1)?;
    server.start()?;
    let client = Client::new(&arguments.url, Duration::ZERO)?;
    client.with_patience(READY_WITHIN).wait_until_ready().await?;
    shop::buy_all(&client, &baskets, arguments.clients).await?;
    shop::wait_until_drained(&client).await?;
    measure::run(&client, &cases, arguments.clients).await
}
