//! What the integration tests of alchemy share.
