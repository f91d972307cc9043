//! Tests of the conversion through its public interface.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod generate;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod judge;
#[cfg(test)]
mod legacy;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod national;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod received;
#[cfg(test)]
#[path = "../../../catalog/tests/it/samples.rs"]
mod samples;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod version_two;
