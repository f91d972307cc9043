//! Fixtures for integration tests. What stands on the use cases needs the feature `app`.

#[cfg(feature = "app")]
pub mod app;
pub mod databases;
