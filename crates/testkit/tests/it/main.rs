//! What only a whole process can show.

mod killed;
