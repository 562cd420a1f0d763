//! aprender's nn::CrossEntropyLoss with its own autograd, float32 alone.

mod speak;

use aprender::autograd::{clear_graph, get_grad, Tensor as Array};
use aprender::nn::loss::{CrossEntropyLoss, Reduction};
use speak::{serve, skip, About, Answer, Call, Tensor};

fn main() {
    let about = About {
        name: "aprender-core",
        version: "0.72.3",
        variants: &["torch"],
        gradient: true,
        dtypes: &["float32"],
        codes: Some(&[
            ("Label smoothing must be", "label-smoothing-out-of-range"),
            ("out of bounds for", "class-index-out-of-range"),
            ("must be", "shape-mismatch"),
            ("must match", "shape-mismatch"),
        ]),
    };
    serve(&about, run);
}

fn run(call: &Call) -> Answer {
    if call.input("weight").is_some() {
        return skip("CrossEntropyLoss has no class weights");
    }
    if call.number("ignoreIndex").is_some_and(|index| index != -100.0) {
        return skip("CrossEntropyLoss has no ignored class");
    }
    let (logits, target) = (&call.inputs["logits"], &call.inputs["target"]);
    if target.dtype != "int64" {
        return skip("CrossEntropyLoss takes class indices");
    }
    if target.data.contains(&-100.0) {
        return skip("CrossEntropyLoss has no ignored class");
    }
    if logits.dtype != "float32" {
        return skip("its tensors are float32");
    }
    if logits.shape.len() != 2 {
        return skip("CrossEntropyLoss takes rows of logits");
    }
    let reduction = match call.text("reduction").unwrap_or("mean") {
        "mean" => Reduction::Mean,
        "sum" => Reduction::Sum,
        "none" => Reduction::None,
        other => return skip(&format!("there is no reduction {other}")),
    };
    call.enter("construct");
    let criterion = match call.number("labelSmoothing") {
        None | Some(0.0) => CrossEntropyLoss::with_reduction(reduction),
        Some(_) if reduction != Reduction::Mean => return skip("smoothing comes with the mean alone"),
        Some(smoothing) => CrossEntropyLoss::with_label_smoothing(smoothing as f32),
    };
    call.enter("call");
    clear_graph();
    let x = Array::new(&logits.f32(), &logits.shape).requires_grad();
    let loss = criterion.forward(&x, &Array::new(&target.f32(), &target.shape));
    call.enter("backward");
    // A scalar of aprender has one axis of length 1.
    let upstream = match call.input("upstream") {
        Some(upstream) if !upstream.shape.is_empty() => Array::new(&upstream.f32(), &upstream.shape),
        upstream => Array::new(&upstream.map_or(vec![1.0; loss.numel()], Tensor::f32), loss.shape()),
    };
    loss.backward_with_grad(upstream);
    let shape: &[usize] = if reduction == Reduction::None { loss.shape() } else { &[] };
    Ok((to_wire(&loss, shape), get_grad(x.id()).map(|gradient| to_wire(&gradient, gradient.shape()))))
}

fn to_wire(array: &Array, shape: &[usize]) -> Tensor {
    Tensor::new("float32", shape, array.data().iter().map(|&value| f64::from(value)).collect())
}
