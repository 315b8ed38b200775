//! What every shop begins with: the schema, and the people who run it.

use domain::accounts::{self, Registration};
use domain::entity::event;
use domain::entity::states::Role;
use domain::{Store, clock};
use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait};

pub const STAFF: &str = "staff@penden.example";
pub const ADMIN: &str = "admin@penden.example";
pub const PASSWORD: &str = "correct horse battery staple";

/// Fills an empty database, given by its only connection.
pub async fn fill(database: &DatabaseConnection) {
    migration::up(database).await.unwrap();
    let store = Store::new(database.clone(), database.clone(), database.clone());
    for (email, role) in [(STAFF, Role::Staff), (ADMIN, Role::Admin)] {
        let new =
            Registration { email: email.into(), name: "Grace Hopper".into(), password: PASSWORD.into() };
        let new = accounts::prepare(new).await.unwrap();
        store.write(async |txn| accounts::ensure_user(txn, new, role).await).await.unwrap();
    }
    // Their welcome mails would be the first jobs of every test.
    let published = event::ActiveModel { published_at: Set(Some(clock::now())), ..Default::default() };
    event::Entity::update_many().set(published).exec(database).await.unwrap();
}

/// Names this build of the tests: another build may have other migrations.
pub fn build() -> String {
    let program = std::env::current_exe().unwrap();
    let built = std::fs::metadata(program).unwrap().modified().unwrap();
    format!("{:x}", built.duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos())
}
