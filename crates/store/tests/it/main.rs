//! Every operation on SQLite and on PostgreSQL.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod lanes;
#[cfg(test)]
mod legacy;
#[cfg(test)]
mod life;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod patients;
#[cfg(test)]
mod prints;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod signing;
#[cfg(test)]
mod speed;
#[cfg(test)]
mod support;
#[cfg(test)]
mod writers;
