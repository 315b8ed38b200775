//! The configuration: one documented default file, overridden by the environment, strict about what it does not know.
//!
//! Nothing else in the program reads environment variables, and no file but the embedded one is read.

mod environment;
mod queues;
mod render;
mod sections;
mod validate;

use std::collections::BTreeMap;

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Format, Toml};
use secrecy::ExposeSecret;

pub use queues::{KindLimit, Priority, ServedQueue};
pub use render::mask_password;
pub use sections::*;

/// Every setting with its meaning, its unit and its default.
pub const DEFAULTS: &str = include_str!("../../default.toml");

/// What happens by the clock, as a part of the defaults in a file of its own.
pub const TIMETABLE: &str = include_str!("../../timetable.toml");

/// What is wrong with the configuration, a sentence for each problem. Never contains a secret.
#[derive(Debug, thiserror::Error)]
#[error("the configuration is not usable:\n  {}", problems.join("\n  "))]
pub struct ConfigError {
    pub problems: Vec<String>,
}

impl From<String> for ConfigError {
    fn from(problem: String) -> Self {
        Self { problems: vec![problem] }
    }
}

impl Config {
    /// The defaults, changed by `env` (name and value; pass `std::env::vars()`), checked, and with everything filled in
    /// that follows from other settings.
    pub fn load(env: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let defaults = Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(TIMETABLE));
        let overrides = environment::overrides(env, &defaults);
        let mut figment = defaults;
        for setting in &overrides {
            figment = figment.merge((setting.key.as_str(), &setting.value));
        }
        let sources: BTreeMap<_, _> =
            overrides.iter().map(|setting| (setting.key.as_str(), setting.variable.as_str())).collect();
        let mut config: Self = figment.extract().map_err(|error| ConfigError {
            problems: error.into_iter().map(|problem| describe(&problem, &sources)).collect(),
        })?;
        validate::check(&config)?;
        config.fill_in();
        Ok(config)
    }

    /// The settings in force as TOML, with secrets and passwords shown as `…`.
    pub fn render(&self) -> String {
        toml::to_string_pretty(self).expect("every setting has a TOML form")
    }

    fn fill_in(&mut self) {
        if self.database.url.expose_secret().is_empty() {
            let file = self.data_dir.join("penden.db");
            // sqlx reads the path as part of a URL.
            let path = file.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
            self.database.url = format!("sqlite://{path}").into();
        }
        if self.storage.folder.as_os_str().is_empty() {
            self.storage.folder = self.data_dir.join("storage");
        }
        if self.models.local.folder.as_os_str().is_empty() {
            self.models.local.folder = self.data_dir.join("models");
        }
        self.shop.public_url.clone_from(&self.http.public_url);
        let sandbox = format!("{}/sandbox", self.http.public_url.trim_end_matches('/'));
        for url in [&mut self.payments.sandbox.url, &mut self.shipping.sandbox_carrier.url] {
            if url.is_empty() {
                sandbox.clone_into(url);
            }
        }
    }
}

fn describe(problem: &figment::Error, sources: &BTreeMap<&str, &str>) -> String {
    let mut path = problem.path.clone();
    let text = match &problem.kind {
        Kind::UnknownField(name, known) => {
            if path.last() != Some(name) {
                path.push(name.clone());
            }
            let parent = &path[..path.len() - 1];
            match nearest(name, known) {
                Some(near) => {
                    let near = [parent, &[near.to_owned()]].concat().join(".");
                    format!("there is no such setting; did you mean {near}?")
                }
                None => format!("there is no such setting; known here: {}", known.join(", ")),
            }
        }
        kind => kind.to_string(),
    };
    let key = path.join(".");
    match sources.get(key.as_str()) {
        Some(variable) => format!("{key} ({variable}): {text}"),
        None => format!("{key}: {text}"),
    }
}

fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    known
        .iter()
        .map(|&candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .min()
        .filter(|&(distance, _)| distance <= name.len().div_ceil(3))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests;
