//! burn_nn's CrossEntropyLoss on the flex backend, with burn's autodiff.

#[path = "smoothproof.rs"]
mod smoothproof;

use burn_core::tensor::{DType, Device, Int, Tensor as Array, TensorData};
use burn_nn::loss::CrossEntropyLossConfig;
use smoothproof::{serve, skip, About, Answer, Call, Tensor};

const DTYPES: [(&str, DType); 4] =
    [("float32", DType::F32), ("float64", DType::F64), ("float16", DType::F16), ("bfloat16", DType::BF16)];

fn main() {
    let about = About {
        name: "burn-nn",
        version: "0.22.0",
        variants: &["torch"],
        gradient: true,
        dtypes: &DTYPES.map(|(name, _)| name),
        codes: &[
            ("should be in interval [0, 1]", "label-smoothing-out-of-range"),
            ("assert_shape!", "shape-mismatch"),
            ("out of bounds", "class-index-out-of-range"),
        ],
    };
    serve(&about, run);
}

fn run(call: &Call) -> Answer {
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
    let Some(&(name, dtype)) = DTYPES.iter().find(|(name, _)| *name == logits.dtype) else {
        return skip("logits are floating point");
    };
    let device = Device::flex().autodiff();
    let upstream = call.factor()?;
    call.enter("construct");
    let criterion = CrossEntropyLossConfig::new()
        .with_pad_tokens(is_padded.then(|| vec![pad as usize]))
        .with_weights(call.input("weight").map(Tensor::f32))
        .with_smoothing(call.number("labelSmoothing").map(|a| a as f32).filter(|&a| a != 0.0))
        .init(&device);
    call.enter("call");
    let options = |dtype: DType| (&device, dtype);
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
