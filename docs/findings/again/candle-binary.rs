// client: candle-nn | file: examples/again.rs | run: cargo run --quiet --locked --example again 2>/dev/null
// candle's own sigmoid and the logarithm of what is left of 1, in two dtypes; and the formula without one, by candle's tensors.
use candle_core::{DType, Device, Result, Tensor};
use candle_nn::loss::binary_cross_entropy_with_logit;
use candle_nn::ops::sigmoid;

fn number(x: Tensor) -> Result<f64> {
    x.to_dtype(DType::F64)?.mean_all()?.to_scalar::<f64>()
}

fn main() -> Result<()> {
    for dtype in [DType::F32, DType::F64] {
        for logit in [10.0, 20.0, 40.0] {
            let x = Tensor::new(&[logit], &Device::Cpu)?.to_dtype(dtype)?;
            let y = x.ones_like()?;
            let rest = number(x.ones_like()?.sub(&sigmoid(&x)?)?)?;
            let loss = number(binary_cross_entropy_with_logit(&x, &y)?)?;
            let softplus = (x.abs()?.neg()?.exp()? + 1.0)?.log()?;
            let fixed = number(((x.relu()? - (&x * &y)?)? + softplus)?)?;
            println!("{dtype:?} logit {logit}: 1 - sigmoid {rest:.1e}, loss {loss:.3e}, with the fix {fixed:.3e}");
        }
    }
    Ok(())
}
