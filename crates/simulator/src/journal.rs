//! The file that keeps what happened: one line of JSON per change, written before the change is answered.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead as _, BufReader, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use crate::world::{Event, World};

/// The file of the simulator's state could not be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// It could not be read or written.
    #[error("the file {} could not be read or written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        #[source]
        source: io::Error,
    },
    /// A line that is none of ours.
    #[error("line {line} of the file {} cannot be read; remove the file to start anew", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What went wrong.
        #[source]
        source: serde_json::Error,
    },
}

/// How every line begins; tells a line of ours that was cut off from the end of another file.
const START: &str = "{\"event\":";

/// Where changes are kept: in a file, or nowhere.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    file: Option<File>,
}

impl Journal {
    /// Opens the file, which may be new, and returns the world that it tells of. A last line that was cut off is removed: it was never
    /// answered.
    pub(crate) fn open(path: &Path) -> Result<(Self, World), JournalError> {
        let failed = |source| JournalError::File {
            path: path.to_owned(),
            source,
        };
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(failed)?;
        let mut world = World::default();
        let mut reader = BufReader::new(&file);
        let mut whole = 0;
        let mut text = String::new();
        for line in 1.. {
            text.clear();
            let length = reader.read_line(&mut text).map_err(failed)?;
            let is_torn = !text.ends_with('\n');
            if is_torn && (START.starts_with(&text) || text.starts_with(START)) {
                break;
            }
            let event: Event =
                serde_json::from_str(&text).map_err(|source| JournalError::Line {
                    path: path.to_owned(),
                    line,
                    source,
                })?;
            world.apply(event);
            whole += u64::try_from(length).unwrap_or(u64::MAX);
        }
        drop(reader);
        file.set_len(whole).map_err(failed)?;
        file.seek(io::SeekFrom::End(0)).map_err(failed)?;
        Ok((Self { file: Some(file) }, world))
    }

    /// Writes a change.
    pub(crate) fn write(&mut self, event: &Event) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let mut line = serde_json::to_vec(event)?;
        line.push(b'\n');
        file.write_all(&line)?;
        file.flush()
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.set_len(0),
            None => Ok(()),
        }
    }
}
