//! Delivery against the simulator over a real socket.

mod conformance;
mod delivery;
mod hour;
mod support;
