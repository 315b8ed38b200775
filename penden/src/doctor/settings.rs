//! Settings that work but should not be those of a shop with customers.

use std::net::IpAddr;

use platform::Config;
use secrecy::ExposeSecret;

use super::Findings;

/// Shorter passwords than this can be guessed.
const SHORTEST: usize = 12;

pub fn look(config: &Config, findings: &mut Findings) {
    let before = findings.0.len();
    let is_local = is_local(&config.http.public_url);
    let sandbox = &config.payments.sandbox;
    // A default secret harms nobody on one's own machine.
    let defaults = [
        ("PENDEN_PAYMENTS__SANDBOX__API_KEY", sandbox.api_key.expose_secret(), "sandbox-demo-key"),
        (
            "PENDEN_PAYMENTS__SANDBOX__WEBHOOK_SECRET",
            sandbox.webhook_secret.expose_secret(),
            "sandbox-demo-webhook-secret",
        ),
    ];
    for (variable, value, default) in defaults {
        if sandbox.enabled && value == default {
            let says = format!("{variable} is the default, which everybody knows");
            let todo = "set it to something random, such as `openssl rand -base64 32`";
            if is_local {
                findings.notice("settings", says, todo)
            } else {
                findings.problem("settings", says, todo)
            }
        }
    }
    if sandbox.enabled && !is_local {
        findings.problem(
            "settings",
            "payments go to the sandbox, which moves no money: anybody pays with a test card",
            "set PENDEN_PAYMENTS__SANDBOX__ENABLED=false",
        );
    }
    if config.demo.open_pages && !is_local {
        findings.problem(
            "settings",
            "the mailbox and the jobs page are open to everybody",
            "unset PENDEN_DEMO__OPEN_PAGES",
        );
    }
    if !is_local && config.http.public_url.starts_with("http://") {
        findings.problem(
            "settings",
            "customers reach the shop without encryption",
            "put TLS in front of it, and set PENDEN_HTTP__PUBLIC_URL to the https:// address",
        );
    }
    if !config.limits.enabled {
        findings.notice("settings", "requests are not limited", "unset PENDEN_LIMITS__ENABLED");
    }
    for (variable, url) in [
        ("PENDEN_DATABASE__URL", Some(&config.database.url)),
        ("PENDEN_REDIS__URL", config.redis.url.as_ref()),
    ] {
        let Some(server) = url.and_then(|url| server(url.expose_secret())) else { continue };
        if server.is_local {
            continue;
        }
        let weak = match server.password.as_deref() {
            None => "there is no password",
            Some(password) if password.len() < SHORTEST => "the password is short",
            Some(_) => continue,
        };
        findings.problem(
            "settings",
            format!("{variable} names a server on another machine, and {weak}"),
            format!("give it a password of {SHORTEST} characters or more"),
        );
    }
    if findings.0.len() == before {
        findings.fine("settings", "nothing that should not be there");
    }
}

struct Server {
    is_local: bool,
    password: Option<String>,
}

/// `None` where there is no server, as with a file.
fn server(url: &str) -> Option<Server> {
    let url: reqwest::Url = url.parse().ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let is_server = !matches!(url.scheme(), "sqlite");
    is_server
        .then(|| Server { is_local: is_this_machine(host), password: url.password().map(ToOwned::to_owned) })
}

fn is_local(url: &str) -> bool {
    let url = url.parse::<reqwest::Url>().ok();
    url.as_ref().and_then(|url| url.host_str()).is_some_and(is_this_machine)
}

fn is_this_machine(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
