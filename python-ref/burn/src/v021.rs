//! Burn 0.21 on its ndarray backend.

use burn_autodiff_021::Autodiff;
use burn_core_021::tensor::{Int, Tensor, TensorData};
use burn_ndarray_021::NdArray;
use burn_nn_021::loss::CrossEntropyLossConfig;

use crate::phase;
use crate::wire::{Case, Numbers};

type Backend = Autodiff<NdArray<f32>>;

/// `CrossEntropyLoss` on logits and class indices.
pub fn cross_entropy(case: &Case) -> (Numbers, Numbers) {
    let device = Default::default();
    let criterion = CrossEntropyLossConfig::new()
        .with_pad_tokens(case.pad_tokens())
        .with_weights(case.floats("weight").map(|(_, values)| values))
        .with_smoothing(case.smoothing())
        .init::<Backend>(&device);
    let (shape, values) = case.floats("logits").expect("logits");
    let (target_shape, classes) = case.integers("target");
    let logits = Tensor::<Backend, 2>::from_data(TensorData::new(values, shape.clone()), &device).require_grad();
    let target = Tensor::<Backend, 1, Int>::from_data(TensorData::new(classes, target_shape), &device);
    phase("call");
    let loss = criterion.forward(logits.clone(), target);
    let value = loss.clone().into_data().iter::<f32>().collect();
    phase("backward");
    let seeded = match case.floats("upstream") {
        Some((_, upstream)) => loss * upstream[0],
        None => loss,
    };
    let gradient = logits.grad(&seeded.backward()).expect("the loss depends on its input");
    ((vec![], value), (shape, gradient.into_data().iter::<f32>().collect()))
}
