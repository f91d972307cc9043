//! The disk of the installation: watched while the program runs, and a reserve on it for bad days. Source: reliability-security R88.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use intyg_store::{DatabaseUrl, Room, Store};
use rustix::fs::{FallocateFlags, fallocate, statvfs};

use crate::config::Config;

const MIB: u64 = 1024 * 1024;
/// Under this many free bytes there is an alarm.
const LOW: u64 = 1024 * MIB;
/// Under this share of the disk, in per cent, too.
const LOW_PERCENT: u64 = 5;
/// Under this many free bytes no new work is begun.
const SHORT: u64 = 256 * MIB;
/// How often the disk is asked, so that freed room is noticed well within the 10 s that R88 gives.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// Name of the reserve in the data folder.
const RESERVE: &str = "disk-reserve";

/// What the free room of a disk means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Enough,
    Low,
    Short,
}

/// Makes the reserve that an operator can remove to get room for recovery. A disk without room for it is said, and no reason not to
/// start.
///
/// # Errors
/// When the data folder cannot be written at all.
pub(crate) fn keep_reserve(config: &Config) -> anyhow::Result<()> {
    let wanted = u64::from(config.disk.reserve_megabytes) * MIB;
    if wanted == 0 {
        return Ok(());
    }
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("cannot make {}", config.data_dir.display()))?;
    let path = config.data_dir.join(RESERVE);
    if std::fs::metadata(&path).is_ok_and(|file| file.len() >= wanted) {
        return Ok(());
    }
    let free = free_and_total(&config.data_dir)?.0;
    if free < wanted + LOW {
        tracing::warn!(
            path = %path.display(),
            free_megabytes = free / MIB,
            "no room for the reserve file; it is made at the next start with more room"
        );
        return Ok(());
    }
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .with_context(|| format!("cannot make {}", path.display()))?;
    fallocate(&file, FallocateFlags::empty(), 0, wanted)
        .with_context(|| format!("cannot fill {}", path.display()))
}

/// Tells the store how much room there is, now and then on, until dropped.
pub(crate) async fn watch(store: Store, folders: Vec<PathBuf>) {
    let mut before = Level::Enough;
    loop {
        let now = worst(&folders);
        if now != before {
            announce(now);
            before = now;
        }
        store.set_room(if now == Level::Short {
            Room::Short
        } else {
            Room::Enough
        });
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Returns the folders whose disks matter: that of the installation's files, and of the database when it is a file.
pub(crate) fn folders(config: &Config) -> Vec<PathBuf> {
    let database = match config.database.parse() {
        Ok(DatabaseUrl::Sqlite(path)) => path.parent().map(Path::to_path_buf),
        Ok(DatabaseUrl::Postgres(_)) | Err(_) => None,
    };
    let here = |folder: PathBuf| {
        if folder.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            folder
        }
    };
    std::iter::once(config.data_dir.clone())
        .chain(database)
        .map(here)
        .collect()
}

fn worst(folders: &[PathBuf]) -> Level {
    folders
        .iter()
        .filter_map(|folder| match free_and_total(folder) {
            Ok((free, total)) => Some(level(free, total)),
            Err(error) => {
                tracing::warn!(%error, "the disk cannot be asked for its room");
                None
            }
        })
        .max()
        .unwrap_or(Level::Enough)
}

fn announce(level: Level) {
    match level {
        Level::Enough => tracing::info!("the disk has room again"),
        Level::Low => tracing::error!("the disk has little room left"),
        Level::Short => {
            tracing::error!("the disk is short of room: changes are refused until there is more");
        }
    }
}

/// Returns the bytes that are free for this program, and all of the disk's.
fn free_and_total(folder: &Path) -> anyhow::Result<(u64, u64)> {
    let disk =
        statvfs(folder).with_context(|| format!("cannot ask the disk of {}", folder.display()))?;
    Ok((
        disk.f_bavail.saturating_mul(disk.f_frsize),
        disk.f_blocks.saturating_mul(disk.f_frsize),
    ))
}

fn level(free: u64, total: u64) -> Level {
    if free < SHORT {
        Level::Short
    } else if free < LOW || free < total / 100 * LOW_PERCENT {
        Level::Low
    } else {
        Level::Enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_levels_begin_where_the_requirement_says() {
        let gib = 1024 * MIB;
        for (free, total, expected) in [
            (256 * MIB - 1, gib, Level::Short),
            (256 * MIB, gib, Level::Low),
            (gib - 1, 2 * gib, Level::Low),
            (gib, 2 * gib, Level::Enough),
            (49 * gib, 1000 * gib, Level::Low),
            (51 * gib, 1000 * gib, Level::Enough),
        ] {
            assert_eq!(level(free, total), expected, "{free} of {total}");
        }
    }

    #[test]
    fn the_reserve_takes_its_room_once_and_can_be_switched_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config {
            data_dir: folder.path().join("data"),
            ..Config::default()
        };
        config.disk.reserve_megabytes = 0;
        keep_reserve(&config).expect("nothing to do");
        assert!(!config.data_dir.exists());
        config.disk.reserve_megabytes = 1;
        for _ in 0..2 {
            keep_reserve(&config).expect("made");
            let made = std::fs::metadata(config.data_dir.join(RESERVE)).expect("a file");
            assert_eq!(made.len(), MIB);
        }
    }

    #[test]
    fn both_disks_are_watched() {
        let config = Config {
            database: "sqlite:/var/lib/intyg/intyg.db".to_owned(),
            data_dir: "/srv/intyg".into(),
            ..Config::default()
        };
        assert_eq!(
            folders(&config),
            [PathBuf::from("/srv/intyg"), "/var/lib/intyg".into()]
        );
        let here = Config {
            database: "sqlite:intyg.db".to_owned(),
            data_dir: PathBuf::new(),
            ..Config::default()
        };
        assert_eq!(folders(&here), [PathBuf::from("."), ".".into()]);
        assert_eq!(worst(&folders(&here)), worst(&[PathBuf::from(".")]));
    }
}
