//! Forgetting products that were deleted long ago. One that an order has a line of, or a bundle has as a part, stays,
//! deleted: orders, papers and what is recommended look it up.

use entity::{
    bundle_part, former_slug, image, image_file, order_line, order_part, product, product_embedding,
    stock_movement, variant,
};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LockType, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect};
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
            .filter(is_free())
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

/// Nothing needs it: no order, neither by itself nor as a part of a bundle, and no bundle of another product.
fn is_free() -> Condition {
    Condition::all()
        .add(Expr::exists(lines()).not())
        .add(Expr::exists(ordered_parts()).not())
        .add(Expr::exists(parts()).not())
}

/// The bundles of other products that the variants of the product of the statement around it are parts of.
fn parts() -> SelectStatement {
    let part = Alias::new("part");
    let product = (product::Entity, product::Column::Id);
    let own = Query::select()
        .column(variant::Column::Id)
        .from(variant::Entity)
        .and_where(Expr::col((variant::Entity, variant::Column::ProductId)).equals(product))
        .take();
    Query::select()
        .expr(Expr::val(1))
        .from(bundle_part::Entity)
        .join_as(
            JoinType::InnerJoin,
            variant::Entity,
            part.clone(),
            Expr::col((part.clone(), variant::Column::Id))
                .equals((bundle_part::Entity, bundle_part::Column::PartId)),
        )
        .and_where(Expr::col((part, variant::Column::ProductId)).equals(product))
        .and_where(Expr::col((bundle_part::Entity, bundle_part::Column::BundleId)).in_subquery(own).not())
        .take()
}

/// What its variants were parts of when it was ordered.
fn ordered_parts() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(order_part::Entity)
        .inner_join(
            variant::Entity,
            Expr::col((variant::Entity, variant::Column::Id))
                .equals((order_part::Entity, order_part::Column::PartId)),
        )
        .and_where(
            Expr::col((variant::Entity, variant::Column::ProductId))
                .equals((product::Entity, product::Column::Id)),
        )
        .take()
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
        .filter(is_free())
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
    // A bundle of its own variants would keep them.
    bundle_part::Entity::delete_many()
        .filter(bundle_part::Column::BundleId.in_subquery(variants.clone()))
        .exec(txn)
        .await?;
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
