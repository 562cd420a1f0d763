// client: aprender-core | file: examples/again.rs | run: cargo run --quiet --locked --example again 2>/dev/null
// Steps of aprender's own SGD on a row of logits, and the slope of aprender's own loss by differences.
use aprender::autograd::{clear_graph, Tensor};
use aprender::nn::loss::CrossEntropyLoss;
use aprender::nn::optim::SGD;

fn loss(x: &[f32], smoothing: f32) -> f32 {
    clear_graph();
    let target = Tensor::new(&[0.0], &[1]);
    CrossEntropyLoss::with_label_smoothing(smoothing).forward(&Tensor::new(x, &[1, 3]), &target).item()
}

fn main() {
    for smoothing in [0.0, 0.1] {
        clear_graph();
        let mut logits = Tensor::new(&[2.0, 1.0, 0.0], &[1, 3]).requires_grad();
        let criterion = CrossEntropyLoss::with_label_smoothing(smoothing);
        let mut optimizer = SGD::new(vec![&mut logits], 1.0);
        criterion.forward(&logits, &Tensor::new(&[0.0], &[1])).backward();
        optimizer.step_with_params(&mut [&mut logits]);
        let mut slope = [0.0; 3];
        for k in 0..3 {
            let [mut up, mut down] = [[2.0, 1.0, 0.0]; 2];
            up[k] += 0.01;
            down[k] -= 0.01;
            slope[k] = (loss(&up, smoothing) - loss(&down, smoothing)) / 0.02;
        }
        println!("smoothing {smoothing}: logits after a step {:.2?}, slope of the loss {slope:.2?}", logits.data());
    }
}
