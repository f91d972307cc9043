//! The crate as its callers use it.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests fail the test that calls them"
)]

mod journal;
mod published;
mod registers;
