//! A process between the tests and a server, which outlives the tests by a moment.
//!
//! It waits for the end of its input, a pipe that the test binary holds and that closes however
//! the binary ends, be it killed. Then it ends the server, whose parent it is, so that the process
//! id is certainly the server's, and removes the folder.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use super::Missing;
use super::directory::Directory;

const SCRIPT: &str = r#"
dir=$1; signal=$2; shift 2
"$@" </dev/null >"$dir/log" 2>&1 &
server=$!
echo "$server" >"$dir/pid"
read -r _
kill -"$signal" "$server" 2>/dev/null
wait "$server"
rm -rf "$dir"
"#;

/// The guard of a running server. The server ends with it.
#[derive(Debug)]
pub(super) struct Guard {
    process: Child,
}

impl Guard {
    /// Starts a server that ends by a signal.
    pub(super) fn start(
        directory: &Directory,
        signal: &str,
        server: &Command,
    ) -> Result<Self, Missing> {
        let mut guard = Command::new("sh");
        guard
            .args(["-c", SCRIPT, "guard"])
            .arg(directory.path())
            .arg(signal)
            .arg(server.get_program())
            .args(server.get_args())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // An interrupt at the terminal is for the tests; the guard sees them go.
            .process_group(0);
        for (name, value) in server.get_envs() {
            match value {
                Some(value) => guard.env(name, value),
                None => guard.env_remove(name),
            };
        }
        let process = guard
            .spawn()
            .map_err(|error| format!("can't start a server: {error}"))?;
        Ok(Self { process })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
