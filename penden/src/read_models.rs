//! Rebuilding read models.

use anyhow::anyhow;
use domain::read_models::{self, ReadModel};
use indicatif::{ProgressBar, ProgressStyle};
use platform::Services;

/// Rebuilds the named read model, or all of them.
pub async fn rebuild(services: &Services, name: Option<&str>) -> anyhow::Result<()> {
    let models = match name {
        None => ReadModel::ALL.to_vec(),
        Some(name) => vec![ReadModel::named(name).ok_or_else(|| {
            let known: Vec<_> = ReadModel::ALL.iter().map(|model| model.name()).collect();
            anyhow!("there is no read model {name}; there are {}", known.join(" and "))
        })?],
    };
    for model in models {
        let bar = ProgressBar::new_spinner().with_style(
            ProgressStyle::with_template("{spinner} {msg}: {pos} orders, {per_sec}")
                .expect("the template is well-formed"),
        );
        bar.set_message(model.name());
        let orders = read_models::rebuild(&services.store, model, |done| bar.set_position(done)).await?;
        bar.finish_and_clear();
        println!("{}: rebuilt from the events of {orders} orders", model.name());
    }
    Ok(())
}
