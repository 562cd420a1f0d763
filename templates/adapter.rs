//! An adapter for smoothproof in Rust. Fill in `run`; speak.rs beside it does the talking.
//!
//!     rustc -O --edition 2021 adapter.rs
//!     npx smoothproof conformance --exec ./adapter

mod speak;

use speak::{serve, skip, About, Answer, Call};

/// Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input.
///
///     let (logits, smoothing) = (&call.inputs["logits"], call.number("labelSmoothing").unwrap_or(0.0));
///     Ok((Tensor::new(&logits.dtype, &[], vec![loss]), Some(gradient)))
///
/// The gradient is that of sum(loss * upstream) in the first input; `upstream` is 1 where it is not given. What panics
/// fails that one call, unless the reference refuses it too. Skip what your loss is not written for, such as weights,
/// more axes or another reduction: a skipped call does not fail.
fn run(_call: &Call) -> Answer {
    skip("not written yet")
}

fn main() {
    // Ids of the variants you implement: see `npx smoothproof list`.
    serve(&About { name: "my-loss", variants: &["torch"], ..About::default() }, run);
}
