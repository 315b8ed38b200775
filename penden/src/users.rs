//! Accounts made by the operator.

use std::io::{IsTerminal, Read, Write};

use anyhow::Context;
use domain::accounts::{self, Registration};
use domain::entity::states::Role;
use platform::Services;

/// Creates the account, or gives an existing one the role. The password is read from standard input, so that it shows
/// neither in the process list nor in the shell's history.
pub async fn create(services: &Services, email: String, name: String, role: Role) -> anyhow::Result<()> {
    let password = read_password()?;
    let name = if name.is_empty() { email.clone() } else { name };
    let new = accounts::prepare(Registration { email, name, password }).await?;
    let user = services.store.write(async |txn| accounts::ensure_user(txn, new, role).await).await?;
    println!("{} is {}", user.email, user.role);
    Ok(())
}

fn read_password() -> anyhow::Result<String> {
    if std::io::stdin().is_terminal() {
        eprint!("Password (10 characters or more), then Enter: ");
        std::io::stderr().flush()?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("no password could be read")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let mut all = String::new();
    std::io::stdin().read_to_string(&mut all).context("no password could be read")?;
    Ok(all.trim_end_matches(['\r', '\n']).to_owned())
}
