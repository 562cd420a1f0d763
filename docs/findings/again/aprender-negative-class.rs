// client: aprender-core | file: examples/again.rs | run: cargo run --quiet --locked --example again 2>/dev/null
// A step of aprender's own SGD on a row whose class is -100, beside class 0; and its check of class 3, which it refuses.
use aprender::autograd::{clear_graph, Tensor};
use aprender::nn::loss::CrossEntropyLoss;
use aprender::nn::optim::SGD;
use std::panic::{catch_unwind, set_hook};

fn stepped(class: f32) -> Vec<f32> {
    clear_graph();
    let mut logits = Tensor::new(&[1.0, 2.0, 4.0], &[1, 3]).requires_grad();
    let mut optimizer = SGD::new(vec![&mut logits], 1.0);
    CrossEntropyLoss::new().forward(&logits, &Tensor::new(&[class], &[1])).backward();
    optimizer.step_with_params(&mut [&mut logits]);
    logits.data().to_vec()
}

fn main() {
    set_hook(Box::new(|_| ()));
    for class in [0.0, -100.0, 3.0] {
        match catch_unwind(|| stepped(class)) {
            Ok(logits) => println!("class {class}: logits after a step {logits:.3?}"),
            Err(reason) => println!("class {class}: {}", reason.downcast_ref::<String>().map_or("refused", |text| text)),
        }
    }
    // The check before the cast.
    for class in [0.0_f32, -100.0, 0.9, 3.0] {
        let is_class = class >= 0.0 && class < 3.0 && class.fract() == 0.0;
        println!("class {class}, checked before the cast: {}", if is_class { "taken" } else { "refused" });
    }
}
