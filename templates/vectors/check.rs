//! Judges a loss in Rust. Put yours into loss_and_gradient, then:
//! cargo new judge && cp check.rs judge/src/main.rs && cd judge && cargo add serde_json && cargo run -r -- ../torch.jsonl
use serde_json::Value;
use std::{collections::HashMap, fs, path::Path, process::exit};

pub struct Tensor { pub dtype: String, pub shape: Vec<usize>, pub data: Vec<f64> } // row-major

pub enum Failure { Skip, Error(String) } // Skip is for what your loss does not have

type Answer = Result<(Tensor, Option<Tensor>), Failure>; // the gradient may be left out

fn loss_and_gradient(_options: &Value, _inputs: &HashMap<String, Tensor>) -> Answer {
    Err(Failure::Skip)
}

/// A JSON number, or the name of one that JSON cannot write; Rust reads "NaN", "Infinity", "-Infinity" and "-0".
pub fn number(value: &Value) -> f64 { value.as_f64().unwrap_or_else(|| value.as_str().unwrap().parse().unwrap()) }

fn numbers(list: &Value) -> Vec<f64> { list.as_array().map(|all| all.iter().map(number).collect()).unwrap_or_default() }

fn sizes(list: &Value) -> Vec<usize> { numbers(list).iter().map(|&size| size as usize).collect() }

fn tensor(given: &Value, folder: &Path) -> Tensor {
    let data = match given["file"].as_str().map(|name| fs::read(folder.join(name)).unwrap()) {
        None => numbers(&given["data"]),
        Some(file) => match given["unit"].as_f64() {
            Some(unit) => file[128..].iter().map(|&x| x as i8 as f64 * unit).collect(),
            None => file[128..].chunks(4).map(|x| f32::from_le_bytes(x.try_into().unwrap()) as f64).collect(),
        },
    };
    Tensor { dtype: given["dtype"].as_str().unwrap().to_string(), shape: sizes(&given["shape"]), data }
}

fn wrong(name: &str, want: &Value, got: &Tensor) -> Option<String> {
    if got.shape != sizes(&want["shape"]) { return Some(format!("{name}: expected shape {}, got {:?}", want["shape"], got.shape)); }
    let (at, overflows, each) = (numbers(&want["at"]), numbers(&want["overflows"]), numbers(&want["allowed"]));
    numbers(&want["value"]).into_iter().enumerate().find_map(|(i, y)| {
        let x = got.data[at.get(i).map_or(i, |&place| place as usize)];
        let is = |y: f64| x == y || (x.is_nan() && y.is_nan());
        let near = is(y) || (x - y).abs() <= each.get(i).copied().or(want["allowed"].as_f64()).unwrap();
        let sign = want["signedZeros"] != true || x != 0.0 || y != 0.0 || x.is_sign_negative() == y.is_sign_negative();
        let right = (near && sign) || overflows.get(i).is_some_and(|&other| is(other));
        (!right).then(|| format!("{name}: expected {y}, got {x}"))
    })
}

fn judge(vector: &Value, folder: &Path) -> Result<Option<String>, Failure> {
    let inputs = vector["inputs"].as_object().unwrap().iter().map(|(name, each)| (name.clone(), tensor(each, folder))).collect();
    match (loss_and_gradient(&vector["options"], &inputs), vector["expect"]["kind"] == "refusal") {
        (Err(Failure::Skip), _) => Err(Failure::Skip),
        (Err(Failure::Error(message)), is_refusal) => Ok((!is_refusal).then_some(message)),
        (Ok(_), true) => Ok(Some("expected a refusal".into())),
        (Ok((loss, gradient)), false) => Ok(wrong("loss", &vector["expect"]["loss"], &loss)
            .or_else(|| wrong("gradient", &vector["expect"]["gradient"], gradient.as_ref()?))),
    }
}

fn main() {
    let path = std::env::args().nth(1).expect("a file of vectors");
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for line in fs::read_to_string(&path).unwrap().lines() {
        let vector: Value = serde_json::from_str(line).unwrap();
        match judge(&vector, Path::new(&path).parent().unwrap()) {
            Ok(None) => passed += 1,
            Ok(Some(reason)) => { failed += 1; println!("{}: {reason}", vector["id"]); }
            Err(_) => skipped += 1,
        }
    }
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    exit((failed > 0 || passed == 0) as i32);
}
