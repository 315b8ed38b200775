//! Rebuilding read models.

use std::time::Instant;

use anyhow::anyhow;
use domain::read_models::{self, ReadModel};
use domain::search::feed;
use indicatif::{ProgressBar, ProgressStyle};
use platform::Services;
use platform::search::find_synonyms;

/// What shoppers search is kept by each api process for itself.
const SEARCH: &str = "search";

/// Rebuilds the named read model, or all of them.
pub async fn rebuild(services: &Services, name: Option<&str>) -> anyhow::Result<()> {
    if name.is_none_or(|name| name == SEARCH) {
        let found = find_synonyms(&services.store).await?;
        feed::rebuild(&services.store).await?;
        println!("{SEARCH}: {found} pairs of words mean the same in this catalogue");
        println!("{SEARCH}: every api process makes its index anew, and answers from the old one meanwhile");
    }
    let models = match name {
        None => ReadModel::ALL.to_vec(),
        Some(SEARCH) => Vec::new(),
        Some(name) => vec![ReadModel::named(name).ok_or_else(|| {
            let known: Vec<_> = ReadModel::ALL.iter().map(|model| model.name()).collect();
            anyhow!("there is no read model {name}; there are {} and {SEARCH}", known.join(", "))
        })?],
    };
    for model in models {
        let started = Instant::now();
        let bar = ProgressBar::new(0).with_style(
            ProgressStyle::with_template(
                "{msg} {wide_bar} {human_pos}/{human_len} events, {per_sec}, {eta} left",
            )
            .expect("the template is well-formed"),
        );
        bar.set_message(model.name());
        let built = read_models::rebuild(services.event_log(), model, |progress| {
            bar.set_length(progress.total.max(progress.events));
            bar.set_position(progress.events);
        })
        .await?;
        bar.finish_and_clear();
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{}: rebuilt from the events of {} orders: {} events in {seconds:.1} s, {:.0} a second",
            model.name(),
            built.orders,
            built.events,
            built.events as f64 / seconds.max(0.001),
        );
    }
    Ok(())
}
