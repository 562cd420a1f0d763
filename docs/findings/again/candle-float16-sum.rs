// client: candle-nn | file: examples/again.rs | run: cargo run --quiet --locked --example again 2>/dev/null
// candle's own sum of the exponentials of equal logits, the loss of that row, and the same from float32.
use candle_core::{DType, Device, Result, Tensor, D};
use candle_nn::loss::cross_entropy;

fn main() -> Result<()> {
    for (dtype, classes) in [(DType::F16, 2_048), (DType::F16, 4_096), (DType::BF16, 256), (DType::BF16, 512)] {
        let x = Tensor::zeros((1, classes), dtype, &Device::Cpu)?;
        let target = Tensor::new(&[0u32], &Device::Cpu)?;
        let sum = x.exp()?.sum_keepdim(D::Minus1)?.to_dtype(DType::F32)?.max_all()?.to_scalar::<f32>()?;
        let number = |loss: Tensor| loss.to_dtype(DType::F32)?.to_scalar::<f32>();
        let loss = number(cross_entropy(&x, &target)?)?;
        let fixed = number(cross_entropy(&x.to_dtype(DType::F32)?, &target)?)?;
        println!("{dtype:?}, {classes} equal logits: sum {sum}, loss {loss:.4}, from float32 {fixed:.4}");
    }
    Ok(())
}
