//! burn_nn's CrossEntropyLoss on the flex backend, with burn's autodiff.
//!
//! The loss makes its smoothed targets in the device's default dtype, which a program can set once. So each dtype has a
//! process of its own, which computes in that dtype alone.

mod by_hand;
mod relay;
mod speak;

use burn_core::tensor::{DType, Device, FloatDType, Int, Tensor as Array, TensorData};
use burn_nn::loss::CrossEntropyLossConfig;
use relay::relay;
use speak::{serve, skip, About, Answer, Call, Tensor};

const DTYPES: [(&str, DType, FloatDType); 4] = [
    ("float32", DType::F32, FloatDType::F32),
    ("float64", DType::F64, FloatDType::F64),
    ("float16", DType::F16, FloatDType::F16),
    ("bfloat16", DType::BF16, FloatDType::BF16),
];

fn main() {
    let about = About {
        name: "burn-nn",
        version: "0.22.0",
        variants: &["torch", "burn"],
        gradient: true,
        dtypes: &DTYPES.map(|(name, ..)| name),
        codes: Some(&[
            ("should be in interval [0, 1]", "label-smoothing-out-of-range"),
            ("Operation: 'Reshape'", "weight-shape"),
            ("assert_shape!", "shape-mismatch"),
            ("out of bounds", "class-index-out-of-range"),
        ]),
    };
    let Some(own) = std::env::args().nth(1) else { return relay("float32", |dtype| dtype_of(dtype).is_some()) };
    let (_, _, float) = *dtype_of(&own).expect("a dtype");
    let mut device = Device::flex().autodiff();
    device.configure(float).expect("a dtype of the device");
    serve(&about, |call| run(call, &device));
}

fn dtype_of(name: &str) -> Option<&'static (&'static str, DType, FloatDType)> {
    DTYPES.iter().find(|(known, ..)| *known == name)
}

fn run(call: &Call, device: &Device) -> Answer {
    let (logits, target) = (&call.inputs["logits"], &call.inputs["target"]);
    if target.dtype != "int64" {
        return skip("CrossEntropyLoss takes class indices");
    }
    if logits.shape.len() != 2 {
        return skip("CrossEntropyLoss takes rows of logits");
    }
    if call.text("reduction").is_some_and(|reduction| reduction != "mean") {
        return skip("CrossEntropyLoss has the mean alone");
    }
    let pad = call.number("ignoreIndex").unwrap_or(-100.0);
    let is_padded = pad >= 0.0;
    if !is_padded && target.data.contains(&pad) {
        return skip("pad tokens are unsigned");
    }
    if target.shape.len() != 1 {
        return skip("targets have one axis, by their type");
    }
    if call.input("weight").is_some_and(|weight| weight.shape.len() != 1) {
        return skip("weights are a list");
    }
    let Some(&(name, dtype, _)) = dtype_of(&logits.dtype) else {
        return skip("logits are floating point");
    };
    let upstream = by_hand::factor(call)?;
    call.enter("construct");
    let criterion = CrossEntropyLossConfig::new()
        .with_pad_tokens(is_padded.then(|| vec![pad as usize]))
        .with_weights(call.input("weight").map(Tensor::f32))
        .with_smoothing(call.number("labelSmoothing").map(|a| a as f32).filter(|&a| a != 0.0))
        .init(device);
    call.enter("call");
    let options = |dtype: DType| (device, dtype);
    let x: Array<2> =
        Array::from_data(TensorData::new(logits.data.clone(), logits.shape.clone()), options(dtype)).require_grad();
    let indices: Vec<i64> = target.data.iter().map(|&class| class as i64).collect();
    let indices: Array<1, Int> =
        Array::from_data(TensorData::new(indices, target.shape.clone()), options(DType::I64));
    let loss = criterion.forward(x.clone(), indices);
    call.enter("backward");
    let scaled = upstream.map_or(loss.clone(), |factor| loss.clone() * factor);
    let gradient = x.grad(&scaled.backward()).map(|gradient| to_wire(gradient.into_data(), name, &logits.shape));
    Ok((to_wire(loss.into_data(), name, &[]), gradient))
}

fn to_wire(data: TensorData, dtype: &str, shape: &[usize]) -> Tensor {
    Tensor::new(dtype, shape, data.iter::<f64>().collect())
}
