//! The pages through the router, without a socket except where the listener is tested.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod browser;
mod certificate;
mod complement;
mod completion;
mod conversation;
mod editor;
mod forgery;
mod frame;
mod inbox;
mod legacy;
mod life;
mod listener;
mod login;
mod messages;
mod outbox;
mod print;
mod printers;
mod routes;
mod start_page;
mod surroundings;
mod unit_drafts;
