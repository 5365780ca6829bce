//! COPY, in the binary format.

use alchemy::driver::{Batch, Executed, Fault, QueryError};
use alchemy::types::Value;
use postgres::Client;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{Kind, Type};

use super::bind::numbered;
use super::error::fault;

/// Whether values of the type are sent in a binary form that is known here.
pub(super) fn takes(ty: &Type) -> bool {
    const TYPES: [Type; 16] = [
        Type::BOOL,
        Type::INT2,
        Type::INT4,
        Type::INT8,
        Type::FLOAT4,
        Type::FLOAT8,
        Type::NUMERIC,
        Type::TEXT,
        Type::VARCHAR,
        Type::BYTEA,
        Type::DATE,
        Type::TIME,
        Type::TIMESTAMP,
        Type::TIMESTAMPTZ,
        Type::UUID,
        Type::JSONB,
    ];
    TYPES.contains(ty) || matches!(ty.kind(), Kind::Enum(_))
}

/// Runs a COPY. What the server finds wrong with a row it says at the end.
pub(super) fn copy(
    client: &mut Client,
    sql: &str,
    types: &[Type],
    batch: &mut dyn Batch,
) -> Result<(), QueryError> {
    let writer = client.copy_in(sql).map_err(|error| fault(&error))?;
    let mut writer = BinaryCopyInWriter::new(writer, types);
    let mut values: Vec<Value> = Vec::with_capacity(types.len());
    for run in 0..batch.len() {
        values.clear();
        batch
            .binds(run, &mut values)
            .map_err(QueryError::Callback)?;
        if values.len() != types.len() {
            let message = format!(
                "a row has {} values for {} columns",
                values.len(),
                types.len()
            );
            return Err(Fault::new(alchemy::ErrorKind::InvalidRequest, message).into());
        }
        let borrowed: Vec<&Value> = values.iter().collect();
        writer
            .write_raw(numbered(&borrowed))
            .map_err(|error| fault(&error))?;
    }
    writer.finish().map_err(|error| fault(&error))?;
    let executed = Executed {
        rows: 1,
        last_insert_id: None,
    };
    for run in 0..batch.len() {
        batch.done(run, executed).map_err(QueryError::Callback)?;
    }
    Ok(())
}
