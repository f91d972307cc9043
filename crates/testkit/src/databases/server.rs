//! One PostgreSQL server for all test processes of a run.
//!
//! The first process that needs it starts it under a file lock; every process holds a shared lock while it lives. A watcher, the
//! server's parent, stops the server when nobody has held that lock for a while. Locks go with their process however it ends, so
//! nothing is left behind after a test run that was killed.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use intyg_store::{DatabaseUrl, Store, schema_fingerprint};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection, Row as _};

/// Starts the server given as arguments and ends it when no test has used it for ten seconds.
const WATCHER: &str = r#"
cd "$1" || exit 1
shift
"$@" >>server.log 2>&1 &
server=$!
trap 'kill -INT $server; wait $server; exit 0' TERM INT HUP
idle=0
while sleep 2 && kill -0 $server 2>/dev/null; do
    exec 9>>start.lock 8>>users.lock
    if flock -n 9 && flock -n 8; then
        idle=$((idle + 1))
        if [ $idle -ge 5 ]; then
            kill -INT $server
            wait $server
            exit 0
        fi
    else
        idle=0
    fi
    exec 9>&- 8>&-
done
"#;

const START_DEADLINE: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(20);

static BINARIES: LazyLock<Option<PathBuf>> = LazyLock::new(find_binaries);

/// Held by this process from its first database on.
static IN_USE: Mutex<Option<File>> = Mutex::new(None);

/// Tells whether PostgreSQL's server is installed.
pub fn is_installed() -> bool {
    BINARIES.is_some()
}

/// Makes a database as a copy of the migrated template.
pub(super) async fn make_database(name: &str) -> Result<DatabaseUrl> {
    let server = Server::join().await?;
    let template = format!(
        "template_{}",
        schema_fingerprint().get(..16).context("a fingerprint")?
    );
    let mut admin = server.admin().await?;
    server.make_template(&mut admin, &template).await?;
    run(
        &mut admin,
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await?;
    run(
        &mut admin,
        format!("CREATE DATABASE {name} TEMPLATE {template}"),
    )
    .await?;
    Ok(server.url(name))
}

/// Removes a database.
pub(super) async fn drop_database(name: &str) -> Result<()> {
    let mut admin = Server::join().await?.admin().await?;
    run(&mut admin, format!("DROP DATABASE {name} WITH (FORCE)")).await
}

struct Server {
    binaries: PathBuf,
    folder: PathBuf,
    /// The server refuses to run as root, so root lends it this user.
    user: Option<(u32, u32)>,
}

impl Server {
    /// Returns the running server; starts it if need be.
    async fn join() -> Result<Self> {
        let binaries = BINARIES.clone().context("PostgreSQL is not installed")?;
        let user = user_to_run_as()?;
        let version = binaries
            .parent()
            .and_then(Path::file_name)
            .context("a version")?;
        let folder = std::env::temp_dir().join(format!(
            "intyg-test-postgres-{}-{}",
            version.display(),
            own_uid()?
        ));
        let server = Self {
            binaries,
            folder,
            user,
        };
        server.make_folder()?;
        let start = server.lock_file("start.lock")?;
        start.lock()?;
        server.note_use()?;
        if server.admin().await.is_err() {
            server.start().await?;
        }
        start.unlock()?;
        Ok(server)
    }

    fn make_folder(&self) -> Result<()> {
        fs::create_dir_all(&self.folder)?;
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700))?;
        if let Some((uid, gid)) = self.user {
            std::os::unix::fs::chown(&self.folder, Some(uid), Some(gid))?;
        }
        Ok(())
    }

    fn lock_file(&self, name: &str) -> Result<File> {
        Ok(File::options()
            .create(true)
            .append(true)
            .open(self.folder.join(name))?)
    }

    fn note_use(&self) -> Result<()> {
        let mut in_use = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
        if in_use.is_none() {
            let file = self.lock_file("users.lock")?;
            file.lock_shared()?;
            *in_use = Some(file);
        }
        Ok(())
    }

    async fn start(&self) -> Result<()> {
        let data = self.folder.join("data");
        if !data.exists() {
            self.init(&data)?;
        }
        let mut watcher = Command::new("setsid");
        watcher
            .args(["sh", "-c", WATCHER, "sh"])
            .arg(&self.folder)
            .args(self.command_line("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&self.folder)
            // Reached through the folder alone, so that no port can be taken and nobody else can connect.
            .args(["-c", "listen_addresses=", "-c", "max_connections=300"])
            .args(["-c", "fsync=on", "-c", "shared_buffers=64MB"]);
        watcher
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("starting PostgreSQL")?;
        let mut admin = tokio::time::timeout(START_DEADLINE, self.wait_until_it_answers())
            .await
            .with_context(|| {
                let log = fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
                format!("PostgreSQL does not answer:\n{log}")
            })?;
        remove_left_databases(&mut admin).await
    }

    async fn wait_until_it_answers(&self) -> PgConnection {
        loop {
            if let Ok(admin) = self.admin().await {
                return admin;
            }
            tokio::time::sleep(POLL).await;
        }
    }

    fn init(&self, data: &Path) -> Result<()> {
        let unfinished = self.folder.join("data.new");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        let mut line = self.command_line("initdb").into_iter();
        let output = Command::new(line.next().context("a command")?)
            .args(line)
            .arg("-D")
            .arg(&unfinished)
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8"])
            .args(["--locale=C.UTF-8", "--no-sync"])
            .current_dir(&self.folder)
            .output()
            .context("running initdb")?;
        ensure!(
            output.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        fs::rename(&unfinished, data)?;
        Ok(())
    }

    /// Returns the words that run one of PostgreSQL's programs as the right user.
    fn command_line(&self, program: &str) -> Vec<String> {
        let mut line = Vec::new();
        if let Some((uid, gid)) = self.user {
            line.extend([
                "setpriv".to_owned(),
                format!("--reuid={uid}"),
                format!("--regid={gid}"),
                "--clear-groups".to_owned(),
            ]);
        }
        line.push(self.binaries.join(program).display().to_string());
        line
    }

    fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.folder)
            .port(5432)
            .username("postgres")
            .database(database)
    }

    fn url(&self, database: &str) -> DatabaseUrl {
        DatabaseUrl::Postgres(Box::new(self.options(database)))
    }

    async fn admin(&self) -> Result<PgConnection> {
        Ok(self.options("postgres").connect().await?)
    }

    /// Migrates a database once per schema; the others wait for it.
    async fn make_template(&self, admin: &mut PgConnection, template: &str) -> Result<()> {
        if exists(admin, template).await? {
            return Ok(());
        }
        let lock = self.lock_file("template.lock")?;
        lock.lock()?;
        if !exists(admin, template).await? {
            let unfinished = format!("{template}_new");
            run(
                admin,
                format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"),
            )
            .await?;
            run(admin, format!("CREATE DATABASE {unfinished}")).await?;
            let store = Store::open(&self.url(&unfinished)).await?;
            store.migrate().await?;
            store.close().await;
            run(
                admin,
                format!("ALTER DATABASE {unfinished} RENAME TO {template}"),
            )
            .await?;
        }
        lock.unlock()?;
        Ok(())
    }
}

async fn run(connection: &mut PgConnection, sql: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql.clone()))
        .execute(connection)
        .await
        .with_context(|| sql)?;
    Ok(())
}

async fn exists(admin: &mut PgConnection, name: &str) -> Result<bool> {
    let row = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(name)
        .fetch_optional(admin)
        .await?;
    Ok(row.is_some())
}

/// Removes what failed tests and older schemas have left.
async fn remove_left_databases(admin: &mut PgConnection) -> Result<()> {
    let rows = sqlx::query(
        "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%' OR datname LIKE 'template\\_%'",
    )
    .fetch_all(&mut *admin)
    .await?;
    for row in rows {
        let name: String = row.try_get(0)?;
        run(admin, format!("DROP DATABASE {name} WITH (FORCE)")).await?;
    }
    Ok(())
}

/// Returns the folder of the newest server that Debian or the path has.
fn find_binaries() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut folders: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .filter(|(_, bin)| has_server(bin))
        .collect();
    folders.sort_unstable();
    folders.pop().map(|(_, bin)| bin).or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|bin| has_server(bin))
    })
}

fn has_server(bin: &Path) -> bool {
    bin.join("initdb").is_file() && bin.join("postgres").is_file()
}

fn own_uid() -> Result<u32> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(fs::metadata("/proc/self")?.uid())
}

/// Returns the ids of the user `postgres` when this process runs as root.
fn user_to_run_as() -> Result<Option<(u32, u32)>> {
    if own_uid()? != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    for line in users.lines() {
        let fields: Vec<&str> = line.split(':').collect();
        if let ["postgres", _, uid, gid, ..] = fields.as_slice() {
            return Ok(Some((uid.parse()?, gid.parse()?)));
        }
    }
    bail!("PostgreSQL does not run as root, and there is no user postgres")
}
