//! A server's folder, and the user who may write into it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::{Missing, binaries};

/// The users that a server may run as where the tests run as root, which servers refuse.
const USERS: [&str; 4] = ["postgres", "mysql", "nobody", "daemon"];

/// A new folder, and who runs programs in it.
#[derive(Debug)]
pub(super) struct Directory {
    folder: TempDir,
    /// Somebody other than who runs the tests.
    user: Option<&'static str>,
}

impl Directory {
    pub(super) fn new() -> Result<Self, Missing> {
        let folder = tempfile::Builder::new()
            .prefix("alchemy-server-")
            .tempdir()
            .map_err(|error| format!("no temporary folder: {error}"))?;
        let root = output(Command::new("id").arg("-u"))?.trim() == "0";
        let user = if root { Some(somebody()?) } else { None };
        if let Some(user) = user {
            output(Command::new("chown").arg(user).arg(folder.path()))?;
        }
        Ok(Self { folder, user })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A program, as the user who may write here.
    pub(super) fn command(&self, program: &str) -> Result<Command, Missing> {
        let program = binaries::find(program).ok_or_else(|| format!("no `{program}` installed"))?;
        let mut command = match self.user {
            None => Command::new(program),
            Some(user) => {
                let mut command = Command::new("setpriv");
                command
                    .args(["--reuid", user, "--regid", &group(user)?, "--clear-groups"])
                    .arg("--")
                    .arg(program);
                command
            }
        };
        command.current_dir(self.path()).stdin(Stdio::null());
        // What the surroundings say about servers isn't meant for this one.
        for name in ["PGDATA", "PGHOST", "PGPORT", "PGOPTIONS", "MYSQL_HOME"] {
            command.env_remove(name);
        }
        Ok(command)
    }

    /// Runs a program to its end.
    pub(super) fn run(&self, program: &str, arguments: &[&str]) -> Result<(), Missing> {
        output(self.command(program)?.args(arguments)).map(drop)
    }

    /// Writes a file that only the user who runs the server may read.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), Missing> {
        let path = self.path().join(name);
        let private = fs::write(&path, text)
            .and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o600)));
        private.map_err(|error| format!("{}: {error}", path.display()))?;
        if let Some(user) = self.user {
            output(Command::new("chown").arg(user).arg(&path))?;
        }
        Ok(())
    }

    /// Whoever guards the server removes the folder from now on.
    pub(super) fn give_away(&mut self) {
        self.folder.disable_cleanup(true);
    }
}

fn somebody() -> Result<&'static str, Missing> {
    let exists = |user: &&&str| output(Command::new("id").arg(user)).is_ok();
    USERS
        .iter()
        .find(exists)
        .copied()
        .ok_or_else(|| "servers don't run as root, and there is no other user".to_owned())
}

fn group(user: &str) -> Result<String, Missing> {
    Ok(output(Command::new("id").args(["-g", user]))?
        .trim()
        .to_owned())
}

/// What a program printed, or why there is nothing.
fn output(command: &mut Command) -> Result<String, Missing> {
    let done = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    Err(format!(
        "{command:?}: {}\n{}{}",
        done.status,
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    ))
}
