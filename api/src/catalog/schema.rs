//! What categories and pictures look like on the wire, and the states of products.

use domain::catalog::categories::CategoryNode;
use domain::catalog::images::Picture;
use domain::entity::states::ProductStatus;
use domain::entity::{category, image, image_file};
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::media;

/// Who sees a product: everyone sees what is active, and what is scheduled from its time on; staff sees all. To those who
/// are not staff, all that they see is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Draft,
    Active,
    Scheduled,
    Archived,
}

impl From<ProductStatus> for Status {
    fn from(status: ProductStatus) -> Self {
        match status {
            ProductStatus::Draft => Self::Draft,
            ProductStatus::Active => Self::Active,
            ProductStatus::Scheduled => Self::Scheduled,
            ProductStatus::Archived => Self::Archived,
        }
    }
}

impl From<Status> for ProductStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Draft => Self::Draft,
            Status::Active => Self::Active,
            Status::Scheduled => Self::Scheduled,
            Status::Archived => Self::Archived,
        }
    }
}

/// A category by itself.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Category {
    pub id: Uuid,
    /// Its name in addresses.
    pub slug: String,
    pub name: String,
    /// Absent at the top.
    pub parent_id: Option<Uuid>,
    /// Lower comes first.
    pub position: i32,
    /// What search engines show instead of the name.
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
}

impl From<category::Model> for Category {
    fn from(row: category::Model) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            parent_id: row.parent_id,
            position: row.position,
            seo_title: row.seo_title,
            seo_description: row.seo_description,
        }
    }
}

/// A category with those below it.
#[derive(Debug, Object)]
pub struct CategoryBranch {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub position: i32,
    pub children: Vec<CategoryBranch>,
}

impl From<CategoryNode> for CategoryBranch {
    fn from(node: CategoryNode) -> Self {
        Self {
            id: node.category.id,
            slug: node.category.slug,
            name: node.category.name,
            position: node.category.position,
            children: node.children.into_iter().map(Into::into).collect(),
        }
    }
}

/// All categories, from the top down.
#[derive(Debug, Object)]
pub struct CategoryTree {
    pub items: Vec<CategoryBranch>,
}

/// A picture.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Image {
    pub id: Uuid,
    /// Where the file is; its content never changes.
    pub url: String,
    pub content_type: String,
    /// What is to be seen; may be empty.
    pub alt: String,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    /// What stands for it while it loads, `#rrggbb`.
    pub color: Option<String>,
    /// Smaller ones, by width, each as WebP and as JPEG: for `srcset`. Jobs make them soon after the upload; none of
    /// drawings and of GIFs.
    pub variants: Vec<ImageFile>,
}

/// A smaller one of a picture.
#[derive(Debug, Object)]
pub struct ImageFile {
    /// Where the file is; its content never changes.
    pub url: String,
    pub content_type: String,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
}

impl From<image_file::Model> for ImageFile {
    fn from(row: image_file::Model) -> Self {
        Self {
            url: media::url(&row.storage_key),
            content_type: row.content_type,
            width: row.width,
            height: row.height,
        }
    }
}

impl From<Picture> for Image {
    fn from(picture: Picture) -> Self {
        let files = picture.files.into_iter().map(Into::into).collect();
        Self { variants: files, ..picture.row.into() }
    }
}

impl From<image::Model> for Image {
    fn from(row: image::Model) -> Self {
        Self {
            color: row.color,
            variants: Vec::new(),
            id: row.id,
            url: media::url(&row.storage_key),
            content_type: row.content_type,
            alt: row.alt,
            width: row.width,
            height: row.height,
        }
    }
}
