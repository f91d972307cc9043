//! The use cases on both databases.

#[cfg(test)]
mod access;
#[cfg(test)]
mod conversation;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod legacy;
#[cfg(test)]
mod life;
#[cfg(test)]
mod look_ups;
#[cfg(test)]
mod offering;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod prints;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod room;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod signing;
#[cfg(test)]
mod unit_drafts;
#[cfg(test)]
mod unlogged;
