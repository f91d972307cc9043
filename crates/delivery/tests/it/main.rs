//! Delivery against the simulator over a real socket.

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod delivery;
#[cfg(test)]
mod hour;
#[cfg(test)]
mod revocation;
#[cfg(test)]
mod stop;
#[cfg(test)]
mod support;
