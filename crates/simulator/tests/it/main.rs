//! Tests of the simulator over real sockets.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod care;
#[cfg(test)]
mod client;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod look_ups;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod page;
#[cfg(test)]
mod running;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod scenarios;
