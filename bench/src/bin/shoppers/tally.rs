//! What all shoppers together measured.

use std::time::Duration;

use anyhow::Context;
use bench::Percentiles;

use crate::shopper::Checkout;

/// So many failures are described; all are counted.
const SHOWN: usize = 5;

#[derive(Default)]
pub struct Tally {
    checkouts: Vec<Checkout>,
    errors: usize,
    shown: Vec<String>,
    pub took: Duration,
}

impl Tally {
    pub fn add(&mut self, result: anyhow::Result<Checkout>) {
        match result {
            Ok(checkout) => self.checkouts.push(checkout),
            Err(error) => {
                self.errors += 1;
                if self.shown.len() < SHOWN {
                    self.shown.push(format!("{error:#}"));
                }
            }
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.checkouts.extend(other.checkouts);
        self.errors += other.errors;
        self.shown.extend(other.shown);
        self.shown.truncate(SHOWN);
    }

    /// Milliseconds, and checkouts a second.
    pub fn print(self) -> anyhow::Result<()> {
        for error in &self.shown {
            eprintln!("shoppers: {error}");
        }
        let count = self.checkouts.len();
        println!("checkouts {count}");
        println!("errors {}", self.errors);
        println!("per_second {:.1}", count as f64 / self.took.as_secs_f64());
        let measured = |part: fn(&Checkout) -> Duration| {
            Percentiles::of(self.checkouts.iter().map(part).collect()).context("no checkout succeeded")
        };
        for (name, times) in [
            ("placing", measured(|checkout| checkout.placing)?),
            ("whole", measured(|checkout| checkout.whole)?),
        ] {
            println!("{name}_p50 {}", times.p50);
            println!("{name}_p95 {}", times.p95);
            println!("{name}_p99 {}", times.p99);
        }
        Ok(())
    }
}
