//! A server's certificate, signed by itself.

use rcgen::{CertifiedKey, generate_simple_self_signed};

use super::Missing;
use super::directory::Directory;

/// Writes `server.crt`, for `localhost` and for no address, and `server.key`.
pub(super) fn write(directory: &Directory) -> Result<(), Missing> {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).map_err(|error| error.to_string())?;
    directory.write("server.crt", &cert.pem())?;
    directory.write("server.key", &signing_key.serialize_pem())
}
