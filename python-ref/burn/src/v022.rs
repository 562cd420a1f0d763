//! Burn 0.22 on its flex backend.

use burn_core_022::tensor::{Device, Int, Tensor, TensorData};
use burn_nn_022::loss::{BinaryCrossEntropyLossConfig, CrossEntropyLossConfig};

use crate::phase;
use crate::wire::{Case, Numbers};

/// `CrossEntropyLoss` on logits and class indices.
pub fn cross_entropy(case: &Case) -> (Numbers, Numbers) {
    let device = Device::flex().autodiff();
    let criterion = CrossEntropyLossConfig::new()
        .with_pad_tokens(case.pad_tokens())
        .with_weights(case.floats("weight").map(|(_, values)| values))
        .with_smoothing(case.smoothing())
        .init(&device);
    let (shape, values) = case.floats("logits").expect("logits");
    let (target_shape, classes) = case.integers("target");
    let logits = Tensor::<2>::from_data(TensorData::new(values, shape), &device).require_grad();
    let target = Tensor::<1, Int>::from_data(TensorData::new(classes, target_shape), &device);
    phase("call");
    let loss = criterion.forward(logits.clone(), target);
    finish(case, logits, loss)
}

/// `BinaryCrossEntropyLoss` on probabilities or logits, of rank 1, 2 or 3.
pub fn binary_cross_entropy(case: &Case) -> (Numbers, Numbers) {
    let name = if case.is("logits") { "logits" } else { "probs" };
    match case.floats(name).expect("probabilities or logits").0.len() {
        1 => binary::<1>(case, name),
        3 => binary::<3>(case, name),
        _ => binary::<2>(case, name),
    }
}

fn binary<const D: usize>(case: &Case, name: &str) -> (Numbers, Numbers) {
    let device = Device::flex().autodiff();
    let criterion = BinaryCrossEntropyLossConfig::new()
        .with_weights(case.floats("weight").map(|(_, values)| values))
        .with_smoothing(case.smoothing())
        .with_logits(case.is("logits"))
        .init(&device);
    let (shape, values) = case.floats(name).expect("the first input");
    let (target_shape, labels) = case.integers("target");
    let input = Tensor::<D>::from_data(TensorData::new(values, shape), &device).require_grad();
    let target = Tensor::<D, Int>::from_data(TensorData::new(labels, target_shape), &device);
    phase("call");
    let loss = criterion.forward(input.clone(), target);
    finish(case, input, loss)
}

fn finish<const D: usize>(case: &Case, input: Tensor<D>, loss: Tensor<1>) -> (Numbers, Numbers) {
    let value = loss.clone().into_data().iter::<f32>().collect();
    phase("backward");
    let seeded = match case.floats("upstream") {
        Some((_, upstream)) => loss * upstream[0],
        None => loss,
    };
    let gradient = input.grad(&seeded.backward()).expect("the loss depends on its input");
    let shape = gradient.dims().to_vec();
    ((vec![], value), (shape, gradient.into_data().iter::<f32>().collect()))
}
