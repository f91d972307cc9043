//! Delivery against the simulator over a real socket, and the endpoint where messages come in.

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod conversation;
#[cfg(test)]
mod delivery;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod hour;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod look_up;
#[cfg(test)]
mod national;
#[cfg(test)]
mod revocation;
#[cfg(test)]
mod stop;
#[cfg(test)]
mod support;
#[cfg(test)]
mod unit_outbox;
#[cfg(test)]
mod unreadable;
