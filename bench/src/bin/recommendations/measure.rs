//! Asking what goes with the rest, and where the product stands that was left out.

use std::time::Instant;

use bench::{Client, Percentiles, Request, crowd};
use serde_json::Value;

use crate::baskets::Case;

/// Places that count.
const PLACES: usize = 10;

/// Prints a line for each way to guess.
pub async fn run(client: &Client, cases: &[Case], clients: usize) -> anyhow::Result<()> {
    println!("{:<18} {:>12} {:>8} {:>12}", "", "hit rate@10", "MRR@10", "p99 ms");
    // The best sellers are the same for everybody, but for what they have.
    let best = client.once(&Request::get("/api/v1/recommendations?kind=popular&limit=24")).await?;
    let best = slugs(&best);
    let ranks = cases.iter().map(|case| {
        let others = best.iter().filter(|slug| !case.rest.contains(slug)).take(PLACES);
        rank(others, &case.left_out)
    });
    print("best sellers", &ranks.collect::<Vec<_>>(), None);
    for (name, kind) in [("alike", "similar"), ("bought together", "bought_together")] {
        let client = client.clone();
        let asked = crowd(clients, cases.to_vec(), move |case: Case| {
            let client = client.clone();
            async move {
                let products = case.rest.join(",");
                let path = format!("/api/v1/recommendations?kind={kind}&limit={PLACES}&products={products}");
                let begun = Instant::now();
                let answer = client.once(&Request::get(&path)).await?;
                Ok((rank(slugs(&answer).iter(), &case.left_out), begun.elapsed()))
            }
        });
        let (ranks, times): (Vec<_>, Vec<_>) = asked.await?.into_iter().unzip();
        print(name, &ranks, Percentiles::of(times));
    }
    Ok(())
}

fn slugs(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().into_iter().flatten();
    items.filter_map(|item| item["product"]["slug"].as_str().map(str::to_owned)).collect()
}

/// From one on.
fn rank<'a>(shown: impl Iterator<Item = &'a String>, wanted: &str) -> Option<usize> {
    shown.zip(1..).find(|(slug, _)| *slug == wanted).map(|(_, rank)| rank)
}

fn print(name: &str, ranks: &[Option<usize>], times: Option<Percentiles>) {
    let cases = ranks.len().max(1) as f64;
    let hits = ranks.iter().flatten().count() as f64;
    let reciprocal: f64 = ranks.iter().flatten().map(|rank| 1.0 / *rank as f64).sum();
    let p99 = times.map_or_else(String::new, |times| format!("{:.1}", times.p99));
    println!("{name:<18} {:>12.4} {:>8.4} {p99:>12}", hits / cases, reciprocal / cases);
}
