//! candle_nn::loss::cross_entropy; candle has no smoothing, so smoothed targets are written as its users write them,
//! on candle_nn::ops::log_softmax. The gradient is candle's own.

mod by_hand;
mod speak;

use candle_core::{DType, Device, Result, Tensor as Array, Var, D};
use candle_nn::{loss::cross_entropy, ops::log_softmax};
use speak::{serve, skip, About, Call, No, Tensor};

const DTYPES: [(&str, DType); 4] =
    [("float32", DType::F32), ("float64", DType::F64), ("float16", DType::F16), ("bfloat16", DType::BF16)];

fn main() {
    let about = About {
        name: "candle-nn",
        version: "0.11.1",
        variants: &["torch"],
        gradient: true,
        dtypes: &DTYPES.map(|(name, _)| name),
        codes: Some(&[
            ("mismatch", "shape-mismatch"),
            ("single dimension", "shape-mismatch"),
            ("invalid index", "class-index-out-of-range"),
        ]),
    };
    serve(&about, |call| {
        supported(call)?;
        let (a, upstream) = (by_hand::smoothing(call)?, by_hand::factor(call)?);
        run(call, a, upstream)
            .map_err(|error| No::Refuse(error.to_string().lines().next().unwrap_or("").to_string()))
    });
}

/// What cross_entropy(logits, target) has no argument for.
fn supported(call: &Call) -> std::result::Result<(), No> {
    if call.input("weight").is_some() {
        return skip("cross_entropy has no class weights");
    }
    if call.number("ignoreIndex").is_some_and(|index| index != -100.0) {
        return skip("cross_entropy has no ignored class");
    }
    if call.text("reduction").is_some_and(|reduction| reduction != "mean") {
        return skip("cross_entropy has the mean alone");
    }
    let target = &call.inputs["target"];
    if target.dtype != "int64" {
        return skip("cross_entropy takes class indices");
    }
    if call.inputs["logits"].dtype == "int64" {
        return skip("logits are floating point");
    }
    if call.inputs["logits"].shape.len() != 2 {
        return skip("cross_entropy takes rows of logits");
    }
    if target.data.iter().any(|&class| class < 0.0) {
        return skip("class indices are unsigned");
    }
    Ok(())
}

fn run(call: &Call, a: f64, upstream: Option<f64>) -> Result<(Tensor, Option<Tensor>)> {
    let logits = &call.inputs["logits"];
    let &(name, dtype) = DTYPES.iter().find(|(name, _)| *name == logits.dtype).expect("a dtype that is supported");
    let cpu = Device::Cpu;
    let x = Array::from_vec(logits.data.clone(), logits.shape.clone(), &cpu)?.to_dtype(dtype)?;
    let x = Var::from_tensor(&x)?;
    let target = &call.inputs["target"];
    let indices: Vec<u32> = target.data.iter().map(|&class| class as u32).collect();
    let indices = Array::from_vec(indices, target.shape.clone(), &cpu)?;
    let loss = if a == 0.0 {
        cross_entropy(x.as_tensor(), &indices)?
    } else {
        let log_p = log_softmax(x.as_tensor(), D::Minus1)?;
        let nll = candle_nn::loss::nll(&log_p, &indices)?;
        let uniform = log_p.mean(D::Minus1)?.mean_all()?.neg()?;
        (nll.affine(1.0 - a, 0.0)? + uniform.affine(a, 0.0)?)?
    };
    call.enter("backward");
    let scaled = match upstream {
        Some(factor) => loss.affine(factor, 0.0)?,
        None => loss.clone(),
    };
    let gradient = match scaled.backward()?.get(x.as_tensor()) {
        Some(gradient) => Some(to_wire(gradient, name)?),
        None => None,
    };
    Ok((to_wire(&loss, name)?, gradient))
}

fn to_wire(array: &Array, dtype: &str) -> Result<Tensor> {
    let data = array.to_dtype(DType::F64)?.flatten_all()?.to_vec1::<f64>()?;
    Ok(Tensor::new(dtype, array.dims(), data))
}

