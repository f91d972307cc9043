//! Tests of the catalogue through its public interface.

#[cfg(test)]
mod aids;
#[cfg(test)]
mod conditions;
#[cfg(test)]
mod difference;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod garbage;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod offering;
#[cfg(test)]
mod renewal;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod surroundings;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod transport;
#[cfg(feature = "trial")]
mod trial;
#[cfg(test)]
mod version_two;
#[cfg(test)]
mod view;
#[cfg(test)]
mod walk;
