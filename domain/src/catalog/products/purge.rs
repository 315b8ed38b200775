//! Forgetting products that were deleted long ago. One that an order has a line of stays, deleted: orders, papers and what
//! is recommended look it up.

use entity::{
    former_slug, image, image_file, order_line, product, product_embedding, stock_movement, variant,
};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::retention::Round;
use crate::storage::Storage;
use crate::store::{Store, Txn};

/// Products of one look: each has files, and a transaction of its own.
const AT_ONCE: u64 = 100;

/// Deletes for good what was deleted before that moment and is in no order, with its pictures. Returns how many went.
pub async fn purge(
    store: &Store,
    storage: &dyn Storage,
    before: Timestamp,
    round: &mut Round,
) -> Result<u64> {
    let one_look = |most: u64| async move {
        let ids: Vec<Uuid> = product::Entity::find()
            .select_only()
            .column(product::Column::Id)
            .filter(product::Column::DeletedAt.lt(before))
            .filter(Expr::exists(lines()).not())
            .limit(Ord::min(most, AT_ONCE))
            .into_tuple()
            .all(store.read())
            .await?;
        let mut gone = 0;
        for id in ids {
            // Their files last: one without a row does no harm, a row without its file shows.
            if let Some(files) = store.write(async |txn| forget(txn, id, before).await).await? {
                gone += 1;
                for key in files {
                    storage.delete(&key).await?;
                }
            }
        }
        Ok(gone)
    };
    round.run(one_look).await
}

/// The order lines of the product of the statement around it.
fn lines() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(order_line::Entity)
        .and_where(
            Expr::col((order_line::Entity, order_line::Column::ProductId))
                .equals((product::Entity, product::Column::Id)),
        )
        .take()
}

/// The keys of its files; `None` if it came back meanwhile.
async fn forget(txn: &Txn, id: Uuid, before: Timestamp) -> Result<Option<Vec<String>>> {
    let found = product::Entity::find_by_id(id)
        .filter(product::Column::DeletedAt.lt(before))
        .filter(Expr::exists(lines()).not())
        .lock(LockType::Update)
        .one(txn)
        .await?;
    let Some(product) = found else { return Ok(None) };
    let pictures = image::Entity::find().filter(image::Column::ProductId.eq(id)).all(txn).await?;
    let smaller = image_file::Entity::find()
        .filter(image_file::Column::ImageId.is_in(pictures.iter().map(|picture| picture.id)))
        .all(txn)
        .await?;
    let files = pictures.into_iter().map(|one| one.storage_key);
    let files = files.chain(smaller.into_iter().map(|one| one.storage_key)).collect();
    let variants = Query::select()
        .column(variant::Column::Id)
        .from(variant::Entity)
        .and_where(variant::Column::ProductId.eq(id))
        .take();
    stock_movement::Entity::delete_many()
        .filter(stock_movement::Column::VariantId.in_subquery(variants))
        .exec(txn)
        .await?;
    former_slug::Entity::delete_many().filter(former_slug::Column::TargetId.eq(id)).exec(txn).await?;
    product_embedding::Entity::delete_many()
        .filter(product_embedding::Column::ProductId.eq(id))
        .exec(txn)
        .await?;
    // What belongs to it goes with it.
    product::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::ProductPurge, &product).await?;
    Ok(Some(files))
}
