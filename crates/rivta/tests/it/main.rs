//! Tests of the wire contracts through the public interface.

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod contracts;
#[cfg(test)]
mod get;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod medical_certificate;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod soap;
