//! What only a whole process can show.

#[cfg(test)]
mod killed;
