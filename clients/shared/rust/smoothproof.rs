//! The adapter protocol smoothproof/1 for the Rust clients: `serve` answers requests until the input ends.

// No client needs all of it.
#![allow(dead_code)]

use serde_json::{json, Map, Number, Value};
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

/// Values in row-major order, widened to float64, which keeps every dtype's values as they are.
#[derive(Clone)]
pub struct Tensor {
    pub dtype: String,
    pub shape: Vec<usize>,
    pub data: Vec<f64>,
}

impl Tensor {
    pub fn new(dtype: &str, shape: &[usize], data: Vec<f64>) -> Tensor {
        Tensor { dtype: dtype.to_string(), shape: shape.to_vec(), data }
    }

    pub fn f32(&self) -> Vec<f32> {
        self.data.iter().map(|&value| value as f32).collect()
    }

    fn read(wire: &Value) -> Tensor {
        let list = |name: &str| wire[name].as_array().cloned().unwrap_or_default();
        let shape = list("shape").iter().map(|length| length.as_u64().unwrap_or(0) as usize).collect();
        let data = list("data").iter().map(number).collect();
        Tensor { dtype: wire["dtype"].as_str().unwrap_or("").to_string(), shape, data }
    }

    fn write(&self) -> Value {
        let data: Vec<Value> = self.data.iter().map(|&value| word(value)).collect();
        json!({ "dtype": self.dtype, "shape": self.shape, "data": data })
    }
}

/// One call, as it was asked for.
pub struct Call {
    pub variant: String,
    pub options: Map<String, Value>,
    pub inputs: HashMap<String, Tensor>,
    phase: Cell<&'static str>,
}

impl Call {
    /// What is refused from here on is refused in this phase: "construct", "call" or "backward".
    pub fn enter(&self, phase: &'static str) {
        self.phase.set(phase);
    }

    /// The smoothing, where it is a line of the client's users: the client has no say in its range.
    pub fn smoothing_by_hand(&self) -> Result<f64, No> {
        let a = self.number("labelSmoothing").unwrap_or(0.0);
        if (0.0..=1.0).contains(&a) {
            return Ok(a);
        }
        skip("smoothing is a line that its users write, which checks no range")
    }

    /// The factor of a scalar loss, where the adapter multiplies by it: the client never sees its shape.
    pub fn factor(&self) -> Result<Option<f64>, No> {
        match self.input("upstream") {
            Some(upstream) if !upstream.shape.is_empty() => skip("an incoming gradient is a factor, and has no shape"),
            upstream => Ok(upstream.map(|upstream| upstream.data[0])),
        }
    }

    pub fn number(&self, option: &str) -> Option<f64> {
        self.options.get(option).map(number)
    }

    pub fn text(&self, option: &str) -> Option<&str> {
        self.options.get(option).and_then(Value::as_str)
    }

    pub fn input(&self, name: &str) -> Option<&Tensor> {
        self.inputs.get(name)
    }
}

/// What may be said instead of a result.
pub enum No {
    Skip(String),
    Refuse(String),
}

pub fn skip<T>(reason: &str) -> Result<T, No> {
    Err(No::Skip(reason.to_string()))
}

/// What the adapter is, as its hello says it.
pub struct About<'a> {
    pub name: &'a str,
    pub version: &'a str,
    pub variants: &'a [&'a str],
    pub gradient: bool,
    pub dtypes: &'a [&'a str],
    /// What a refusal's text has in it, and its portable code; the first that is found counts.
    pub codes: &'a [(&'a str, &'a str)],
}

/// The loss, and its gradient where there is one.
pub type Answer = Result<(Tensor, Option<Tensor>), No>;

pub fn serve(about: &About, run: impl Fn(&Call) -> Answer) {
    // A panic of the library is its refusal, and is told in the answer.
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
        let id = request["id"].clone();
        let answer = match request["type"].as_str().unwrap_or("") {
            "bye" => return,
            "hello" => json!({
                "type": "hello", "protocol": 1,
                "implementation": { "name": about.name, "version": about.version, "language": "Rust" },
                "variants": about.variants, "gradient": about.gradient, "dtypes": about.dtypes,
            }),
            "echo" => {
                json!({ "type": "echo", "id": id, "tensor": Tensor::read(&request["tensor"]).write() })
            }
            _ => answer(about, id, &request, &run),
        };
        writeln!(out, "{answer}").and_then(|()| out.flush()).expect("standard output is open");
    }
}

/// Passes each request on to a process of this program for the dtype of its logits, which is its only argument.
pub fn relay(otherwise: &str, is_dtype: impl Fn(&str) -> bool) {
    let mut processes: HashMap<String, (ChildStdin, BufReader<ChildStdout>)> = HashMap::new();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line.expect("UTF-8");
        let request: Value = serde_json::from_str(&line).expect("JSON");
        if request["type"] == "bye" {
            return;
        }
        let dtype = request["inputs"]["logits"]["dtype"].as_str().filter(|dtype| is_dtype(dtype)).unwrap_or(otherwise);
        let (input, output) = processes.entry(dtype.to_string()).or_insert_with_key(|dtype| {
            let program = std::env::current_exe().expect("this program");
            let mut child = Command::new(program)
                .arg(dtype)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("a process");
            (child.stdin.take().expect("piped"), BufReader::new(child.stdout.take().expect("piped")))
        });
        let mut answer = String::new();
        writeln!(input, "{line}").and_then(|()| output.read_line(&mut answer)).expect("an answer");
        assert!(!answer.is_empty(), "the process of {dtype} has ended");
        write!(out, "{answer}").and_then(|()| out.flush()).expect("standard output is open");
    }
}

fn answer(about: &About, id: Value, request: &Value, run: &impl Fn(&Call) -> Answer) -> Value {
    let fields = |name: &str| request[name].as_object().cloned().unwrap_or_default();
    let call = Call {
        variant: request["variant"].as_str().unwrap_or("").to_string(),
        options: fields("options"),
        inputs: fields("inputs").iter().map(|(name, tensor)| (name.clone(), Tensor::read(tensor))).collect(),
        phase: Cell::new("call"),
    };
    let outcome = catch_unwind(AssertUnwindSafe(|| run(&call))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(No::Refuse(text.or(panic.downcast_ref::<&str>().map(|text| text.to_string())).unwrap_or_default()))
    });
    match outcome {
        Ok((loss, gradient)) => {
            let mut result = json!({ "type": "result", "id": id, "loss": loss.write() });
            if let Some(gradient) = gradient {
                result["gradient"] = gradient.write();
            }
            result
        }
        Err(No::Skip(reason)) => json!({ "type": "skipped", "id": id, "reason": reason }),
        Err(No::Refuse(message)) => {
            let known = about.codes.iter().find(|(part, _)| message.contains(part));
            let code = known.map_or("exception", |(_, code)| code);
            json!({ "type": "error", "id": id, "phase": call.phase.get(), "code": code, "message": message })
        }
    }
}

/// JSON has no digits for these, and -0 would lose its sign.
fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("NaN") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        Some("-0") => -0.0,
        _ => value.as_f64().unwrap_or(f64::NAN),
    }
}

fn word(value: f64) -> Value {
    match Number::from_f64(value) {
        Some(_) if value == 0.0 && value.is_sign_negative() => json!("-0"),
        Some(number) => Value::Number(number),
        None if value.is_nan() => json!("NaN"),
        None if value > 0.0 => json!("Infinity"),
        None => json!("-Infinity"),
    }
}
