//! The use cases on both databases.

mod access;
mod drafts;
mod privacy;
mod sessions;
mod signing;
