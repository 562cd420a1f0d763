//! What a client's users write by hand, and the adapter for them.

// No client needs all of it.
#![allow(dead_code)]

use crate::speak::{skip, Call, No};

/// The smoothing, where it is a line of the client's users: the client has no say in its range.
pub fn smoothing(call: &Call) -> Result<f64, No> {
    let a = call.number("labelSmoothing").unwrap_or(0.0);
    if (0.0..=1.0).contains(&a) {
        return Ok(a);
    }
    skip("smoothing is a line that its users write, which checks no range")
}

/// The factor of a scalar loss, where the adapter multiplies by it: the client never sees its shape.
pub fn factor(call: &Call) -> Result<Option<f64>, No> {
    match call.input("upstream") {
        Some(upstream) if !upstream.shape.is_empty() => skip("an incoming gradient is a factor, and has no shape"),
        upstream => Ok(upstream.map(|upstream| upstream.data[0])),
    }
}
