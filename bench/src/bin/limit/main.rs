//! The raw limit of the web framework on this machine: a JSON body of a given size, from memory, without a database and
//! without anything around it.

use std::net::SocketAddr;

use bytes::Bytes;
use clap::Parser;
use poem::listener::TcpListener;
use poem::web::Data;
use poem::{EndpointExt, Response, Route, Server, get, handler};
use serde_json::json;

/// Serves a list of made-up products at /products until it is killed.
#[derive(Parser)]
struct Arguments {
    #[arg(long)]
    listen: SocketAddr,
    /// The body is made at least this long, bytes
    #[arg(long, default_value_t = 6000)]
    bytes: usize,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let app = Route::new().at("/products", get(products)).data(body(arguments.bytes));
    Server::new(TcpListener::bind(arguments.listen)).run(app).await?;
    Ok(())
}

#[handler]
fn products(Data(body): Data<&Bytes>) -> Response {
    Response::builder().content_type("application/json; charset=utf-8").body(body.clone())
}

fn body(least: usize) -> Bytes {
    let product = json!({
        "id": "00000000-0000-7000-8000-000000000000",
        "slug": "a-made-up-product",
        "name": "A made-up product",
        "price_from": { "amount_minor": 1999, "currency": "EUR" },
        "in_stock": true,
    });
    let count = least / product.to_string().len() + 1;
    Bytes::from(json!({ "items": vec![product; count] }).to_string())
}
