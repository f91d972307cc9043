//! Tests of signing and verification through the public interface.

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod canonical;
#[cfg(test)]
mod local;
#[cfg(test)]
mod national;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod signing;
