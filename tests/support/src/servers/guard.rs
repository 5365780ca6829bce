//! A process between the tests and a server, which outlives the tests by a moment.
//!
//! It waits for the end of its input, a pipe that the test binary holds and that closes however
//! the binary ends, be it killed. Then it ends the server and removes the folder. The server's
//! parent is the guard's own subshell, which forgets the process id before it is anybody else's.
//!
//! A line of input kills the server without a warning, and it is started again. PostgreSQL needs
//! a moment until the processes that it left have gone, so the start is repeated.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use super::Missing;
use super::directory::Directory;

const SCRIPT: &str = r#"
dir=$1; signal=$2; shift 2
serve() {
    while :; do
        sh -c 'echo $$ >"$0/pid"; exec "$@"' "$dir" "$@" </dev/null >>"$dir/log" 2>&1
        rm -f "$dir/pid"
        [ -e "$dir/again" ] || break
        sleep 0.1
    done
}
serve "$@" &
while read -r _; do
    touch "$dir/again"
    kill -KILL "$(cat "$dir/pid")"
done
rm -f "$dir/again"
kill -"$signal" "$(cat "$dir/pid")" 2>/dev/null
wait
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

    /// Kills the server, which starts again.
    pub(super) fn kill(&mut self) -> Result<(), Missing> {
        let sent = match &mut self.process.stdin {
            Some(input) => input.write_all(b"again\n").and_then(|()| input.flush()),
            None => Ok(()),
        };
        sent.map_err(|error| format!("the server's guard is gone: {error}"))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
