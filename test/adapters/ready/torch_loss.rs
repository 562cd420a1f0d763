//! torch.nn.CrossEntropyLoss in Rust, from the standard library alone, on the file that `smoothproof init rust`
//! writes beside its skeleton.
//!
//!     rustc -O --edition 2021 torch_loss.rs
//!     npx smoothproof conformance --variant torch --exec ./torch_loss

#[path = "../../../templates/speak.rs"]
mod speak;

use speak::{serve, About, Answer, Call, No, Tensor};

fn main() {
    let (name, variants) = ("torch in Rust", &["torch"]);
    serve(&About { name, variants, codes: Some(&[]), ..About::default() }, run);
}

fn refuse<T>(code: &'static str, message: String) -> Result<T, No> {
    Err(No::Coded(code, message))
}

#[derive(PartialEq)]
enum Reduction {
    Mean,
    Sum,
    None,
}

struct Options {
    smoothing: f64,
    ignore_index: f64,
    reduction: Reduction,
}

fn read_options(call: &Call) -> Result<Options, No> {
    let number = |name: &str, default: f64| call.number(name).unwrap_or(default);
    let smoothing = number("labelSmoothing", 0.0);
    if smoothing > 1.0 {
        let message = format!("labelSmoothing: expected 1 at most, got {smoothing}");
        return refuse("label-smoothing-out-of-range", message);
    }
    let reduction = match call.text("reduction").unwrap_or("mean") {
        "mean" => Reduction::Mean,
        "sum" => Reduction::Sum,
        "none" => Reduction::None,
        other => return refuse("reduction-unknown", format!("reduction: got {other}")),
    };
    // Neither a negative smoothing nor NaN is greater than 0, and only what is smooths.
    let smoothing = if smoothing > 0.0 { smoothing } else { 0.0 };
    Ok(Options { smoothing, ignore_index: number("ignoreIndex", -100.0), reduction })
}

/// Classes on axis 1, or on the only axis; the others are rows.
struct Layout {
    classes: usize,
    inner: usize,
    row_shape: Vec<usize>,
    rows: usize,
}

impl Layout {
    fn of(shape: &[usize]) -> Layout {
        let axis = usize::from(shape.len() > 1);
        let mut row_shape = shape.to_vec();
        let classes = row_shape.remove(axis);
        let inner = shape[axis + 1..].iter().product();
        let rows = row_shape.iter().product();
        Layout { classes, inner, row_shape, rows }
    }

    fn offset(&self, row: usize, class: usize) -> usize {
        (row / self.inner * self.classes + class) * self.inner + row % self.inner
    }
}

/// Class indices, or a distribution over the classes.
enum Target {
    Indices(Vec<f64>),
    Distribution(Vec<f64>),
}

fn read_target(target: Tensor, shape: &[usize], layout: &Layout, ignore: f64) -> Result<Target, No> {
    let is_index = target.dtype == "int64";
    if target.shape == shape {
        if is_index {
            return refuse("target-dtype", "target: expected probabilities, got int64".into());
        }
        if ignore >= 0.0 {
            let message = "ignoreIndex: expected none with probabilities".into();
            return refuse("ignore-index-with-distribution", message);
        }
        return Ok(Target::Distribution(target.data));
    }
    if target.shape != layout.row_shape {
        let message = format!("target: expected shape {:?}, got {:?}", layout.row_shape, target.shape);
        return refuse("shape-mismatch", message);
    }
    if !is_index {
        return refuse("target-dtype", format!("target: expected int64, got {}", target.dtype));
    }
    for &index in &target.data {
        if index != ignore && !(0.0..layout.classes as f64).contains(&index) {
            let message = format!("target: expected indices below {}, got {index}", layout.classes);
            return refuse("class-index-out-of-range", message);
        }
    }
    Ok(Target::Indices(target.data))
}

/// Neumaier's sum: what each addition rounds away is kept, so that a row of 65,537 classes is as exact as one of ten.
fn exact_sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut rest) = (0.0f64, 0.0f64);
    for value in values {
        let next = sum + value;
        let error = if sum.abs() >= value.abs() { sum - next + value } else { value - next + sum };
        if error.is_finite() {
            rest += error;
        }
        sum = next;
    }
    if sum.is_finite() { sum + rest } else { sum }
}

/// -log softmax and softmax of one row.
fn softmax(x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (mut top, mut at) = (f64::NEG_INFINITY, 0);
    for (class, &value) in x.iter().enumerate() {
        if value > top || value.is_nan() {
            (top, at) = (value, class);
        }
        if value.is_nan() {
            break;
        }
    }
    let e: Vec<f64> = x.iter().map(|&value| (value - top).exp()).collect();
    // What is not the largest, so that a confident row keeps its digits.
    let rest = exact_sum(e.iter().enumerate().filter(|(class, _)| *class != at).map(|(_, value)| *value));
    let rest = if top.is_finite() { rest } else { f64::NAN };
    let surprisal = x.iter().map(|&value| (top - value) + rest.ln_1p()).collect();
    (surprisal, e.iter().map(|&value| value / (1.0 + rest)).collect())
}

fn run(call: &Call) -> Answer {
    let options = read_options(call)?;
    let tensor = |name: &str| call.input(name).cloned();
    let Some(logits) = tensor("logits") else {
        return refuse("invalid-request", "logits: expected a tensor".into());
    };
    if logits.dtype == "int64" {
        return refuse("input-dtype", "logits: expected floating point numbers".into());
    }
    if logits.shape.is_empty() {
        return refuse("shape-mismatch", "logits: expected rank 1 or more".into());
    }
    let layout = Layout::of(&logits.shape);
    let Some(target) = tensor("target") else {
        return refuse("invalid-request", "target: expected a tensor".into());
    };
    let target = read_target(target, &logits.shape, &layout, options.ignore_index)?;
    let weight = tensor("weight");
    if let Some(found) = weight.as_ref().filter(|found| found.shape != [layout.classes]) {
        let message = format!("weight: expected one per class, {}, got {:?}", layout.classes, found.shape);
        return refuse("weight-shape", message);
    }
    let weight = weight.map_or(vec![1.0; layout.classes], |found| found.data);

    let (a, share) = (options.smoothing, options.smoothing / layout.classes as f64);
    let mut losses = vec![0.0; layout.rows];
    let mut slopes = vec![0.0; logits.data.len()];
    let mut kept = Vec::new();
    let mut kept_weight = 0.0;
    for row in 0..layout.rows {
        let x: Vec<f64> = (0..layout.classes).map(|class| logits.data[layout.offset(row, class)]).collect();
        let (surprisal, p) = softmax(&x);
        let q: Vec<f64> = match &target {
            Target::Indices(indices) if indices[row] == options.ignore_index => continue,
            Target::Indices(indices) => {
                let index = indices[row] as usize;
                kept_weight += weight[index];
                // The target's term is picked: without smoothing the others are not even looked at.
                losses[row] = (1.0 - a) * weight[index] * surprisal[index];
                if a > 0.0 {
                    losses[row] +=
                        exact_sum(surprisal.iter().zip(&weight).map(|(cost, w)| cost * w * share));
                }
                let hot = |class: usize| if class == index { 1.0 - a } else { 0.0 };
                (0..layout.classes).map(|class| weight[class] * (hot(class) + share)).collect()
            }
            Target::Distribution(y) => {
                kept_weight += 1.0;
                let mass = |class: usize| y[layout.offset(row, class)] * (1.0 - a) + share;
                let q: Vec<f64> = (0..layout.classes).map(|class| weight[class] * mass(class)).collect();
                losses[row] = exact_sum(q.iter().zip(&surprisal).map(|(q, cost)| q * cost));
                q
            }
        };
        kept.push(row);
        let total = exact_sum(q.iter().copied());
        for class in 0..layout.classes {
            slopes[layout.offset(row, class)] = p[class] * total - q[class];
        }
    }

    let divisor = match options.reduction {
        // The target's part is 0 / 0 where no row has weight.
        Reduction::Mean if kept_weight == 0.0 => f64::NAN,
        Reduction::Mean => kept_weight,
        _ => 1.0,
    };
    let (shape, loss) = match options.reduction {
        Reduction::None => (layout.row_shape.clone(), losses),
        _ => (vec![], vec![exact_sum(losses.iter().copied()) / divisor]),
    };
    call.enter("backward");
    let upstream = tensor("upstream");
    if let Some(found) = upstream.as_ref().filter(|found| found.shape != shape) {
        let message = format!("upstream: expected shape {shape:?}, got {:?}", found.shape);
        return refuse("shape-mismatch", message);
    }
    let upstream = upstream.map_or(vec![1.0; loss.len()], |found| found.data);
    // The others' gradient is 0, whatever they would be multiplied by.
    for row in kept {
        let factor = upstream[if shape.is_empty() { 0 } else { row }] / divisor;
        for class in 0..layout.classes {
            slopes[layout.offset(row, class)] *= factor;
        }
    }
    let dtype = logits.dtype.clone();
    Ok((Tensor { dtype, shape, data: loss }, Some(Tensor { data: slopes, ..logits })))
}
