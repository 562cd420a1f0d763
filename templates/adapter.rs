//! An adapter for smoothproof in Rust, from the standard library alone. Fill in `run`.
//!
//!     rustc -O --edition 2021 adapter.rs
//!     npx smoothproof conformance --exec ./adapter
//!
//! The protocol: one JSON object per line, requests on standard input, answers on standard output, which carries
//! nothing else. Standard error is free.
#![allow(dead_code)]

use std::io::{self, BufRead, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input.
///
/// The gradient is that of sum(loss * upstream) in the first input; `upstream` is 1 where it is not given. What panics
/// fails that one call. Return Skipped for what your loss is not written for, such as weights, more axes or another
/// reduction: a skipped call does not fail.
fn run(_variant: &str, _options: &Json, _inputs: &Json) -> Result<(Tensor, Tensor), Answer> {
    Err(Answer::Skipped("not written yet".to_string()))
}

fn main() {
    // Ids of the variants you implement: see `npx smoothproof list`.
    serve("my-loss", &["torch"], run);
}

/// Values in row-major order.
pub struct Tensor {
    pub dtype: String,
    pub shape: Vec<usize>,
    pub data: Vec<f64>,
}

/// What may be said instead of a result. Codes are listed in smoothproof's docs/protocol.md.
pub enum Answer {
    Skipped(String),
    Error { phase: &'static str, code: &'static str, message: String },
}

pub type Run = fn(&str, &Json, &Json) -> Result<(Tensor, Tensor), Answer>;

/// Answers requests until the input ends.
pub fn serve(name: &str, variants: &[&str], run: Run) {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let request = Json::parse(&line.expect("standard input is UTF-8"));
        let answer = match request.text("type") {
            "bye" => return,
            "hello" => hello(name, variants),
            "echo" => {
                Json::object([("type", "echo".into()), ("id", request.id()), ("tensor", echo(&request))])
            }
            _ => answer(&request, run),
        };
        // Each line must leave at once.
        writeln!(out, "{}", answer.to_text()).and_then(|()| out.flush()).expect("standard output is open");
    }
}

fn hello(name: &str, variants: &[&str]) -> Json {
    let about = [("name", name.into()), ("version", "0.1.0".into()), ("language", "Rust".into())];
    let list = |words: &[&str]| Json::List(words.iter().map(|word| Json::from(*word)).collect());
    Json::object([
        ("type", "hello".into()),
        ("protocol", Json::Number(1.0)),
        ("implementation", Json::object(about)),
        ("variants", list(variants)),
        ("gradient", Json::Bool(true)),
        ("dtypes", list(&["float32", "float64"])),
    ])
}

fn echo(request: &Json) -> Json {
    request.get("tensor").map_or(Json::Null, |wire| Tensor::read(wire).write())
}

fn answer(request: &Json, run: Run) -> Json {
    let part = |name: &str| request.get(name).unwrap_or(&Json::Null);
    let id = ("id", request.id());
    let call = || run(request.text("variant"), part("options"), part("inputs"));
    // What nobody foresaw fails this call, and the conversation goes on.
    match catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|cause| Err(exception(cause.as_ref()))) {
        Ok((loss, gradient)) => {
            let (loss, gradient) = (loss.write(), gradient.write());
            Json::object([("type", "result".into()), id, ("loss", loss), ("gradient", gradient)])
        }
        Err(Answer::Skipped(reason)) => {
            Json::object([("type", "skipped".into()), id, ("reason", Json::Text(reason))])
        }
        Err(Answer::Error { phase, code, message }) => Json::object([
            ("type", "error".into()),
            id,
            ("phase", phase.into()),
            ("code", code.into()),
            ("message", Json::Text(message)),
        ]),
    }
}

fn exception(cause: &(dyn std::any::Any + Send)) -> Answer {
    let text = cause.downcast_ref::<String>().cloned();
    let message = text.or_else(|| cause.downcast_ref::<&str>().map(|text| text.to_string()));
    Answer::Error { phase: "call", code: "exception", message: message.unwrap_or_default() }
}

impl Tensor {
    pub fn read(wire: &Json) -> Tensor {
        let numbers = |name: &str| -> Vec<f64> {
            match wire.get(name) {
                Some(Json::List(items)) => items.iter().map(Json::number).collect(),
                _ => Vec::new(),
            }
        };
        let shape = numbers("shape").into_iter().map(|length| length as usize).collect();
        Tensor { dtype: wire.text("dtype").to_string(), shape, data: numbers("data") }
    }

    fn write(&self) -> Json {
        // A float32 result is rounded once, here.
        let round = |value: f64| if self.dtype == "float32" { f64::from(value as f32) } else { value };
        let shape = self.shape.iter().map(|&length| Json::Number(length as f64)).collect();
        let data = self.data.iter().map(|&value| Json::Number(round(value))).collect();
        let dtype = self.dtype.as_str().into();
        Json::object([("dtype", dtype), ("shape", Json::List(shape)), ("data", Json::List(data))])
    }
}

/// JSON, as much of it as the protocol needs. NaN, the infinities and -0 travel as strings.
#[derive(Clone)]
pub enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_string())
    }
}

impl Json {
    fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
        Json::Object(IntoIterator::into_iter(fields).map(|(name, value)| (name.to_string(), value)).collect())
    }

    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(fields) => fields.iter().find(|(found, _)| found == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// A field's text; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Json::Text(text)) => text,
            _ => "",
        }
    }

    fn id(&self) -> Json {
        self.get("id").cloned().unwrap_or(Json::Null)
    }

    /// A number, or the one that a string names.
    pub fn number(&self) -> f64 {
        match self {
            Json::Number(value) => *value,
            Json::Text(name) if name == "-0" => -0.0,
            Json::Text(name) if name == "Infinity" => f64::INFINITY,
            Json::Text(name) if name == "-Infinity" => f64::NEG_INFINITY,
            _ => f64::NAN,
        }
    }

    fn to_text(&self) -> String {
        let join = |items: Vec<String>| items.join(",");
        match self {
            Json::Null => "null".to_string(),
            Json::Bool(value) => value.to_string(),
            Json::Number(value) if value.is_nan() => "\"NaN\"".to_string(),
            Json::Number(value) if value.is_infinite() => {
                if *value > 0.0 {
                    "\"Infinity\"".to_string()
                } else {
                    "\"-Infinity\"".to_string()
                }
            }
            Json::Number(value) if *value == 0.0 && value.is_sign_negative() => "\"-0\"".to_string(),
            Json::Number(value) if value.fract() == 0.0 && value.abs() < 1e15 => format!("{value:.0}"),
            // The shortest digits that read back as the same number.
            Json::Number(value) => format!("{value:e}"),
            Json::Text(text) => quote(text),
            Json::List(items) => format!("[{}]", join(items.iter().map(Json::to_text).collect())),
            Json::Object(fields) => {
                let field = |(name, value): &(String, Json)| format!("{}:{}", quote(name), value.to_text());
                format!("{{{}}}", join(fields.iter().map(field).collect()))
            }
        }
    }

    fn parse(text: &str) -> Json {
        Reader { bytes: text.as_bytes(), at: 0 }.value()
    }
}

fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control < ' ' => quoted.push_str(&format!("\\u{:04x}", control as u32)),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

/// Requests are always valid JSON; whatever is not ends the adapter.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&mut self) -> u8 {
        while self.bytes[self.at].is_ascii_whitespace() {
            self.at += 1;
        }
        self.bytes[self.at]
    }

    fn value(&mut self) -> Json {
        match self.peek() {
            b'{' => Json::Object(self.items(b'}', |reader| {
                reader.peek();
                let name = reader.string();
                assert_eq!(reader.peek(), b':');
                reader.at += 1;
                (name, reader.value())
            })),
            b'[' => Json::List(self.items(b']', Reader::value)),
            b'"' => Json::Text(self.string()),
            _ => self.word(),
        }
    }

    fn items<T>(&mut self, end: u8, item: impl Fn(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::new();
        self.at += 1;
        while self.peek() != end {
            if self.peek() == b',' {
                self.at += 1;
            }
            items.push(item(self));
        }
        self.at += 1;
        items
    }

    fn word(&mut self) -> Json {
        let start = self.at;
        while self.at < self.bytes.len() && !b",]} \t".contains(&self.bytes[self.at]) {
            self.at += 1;
        }
        match std::str::from_utf8(&self.bytes[start..self.at]).unwrap() {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            digits => Json::Number(digits.parse().expect("a number")),
        }
    }

    fn string(&mut self) -> String {
        let mut units: Vec<u16> = Vec::new();
        let mut bytes: Vec<u8> = Vec::new();
        self.at += 1;
        while self.bytes[self.at] != b'"' {
            let mut byte = self.bytes[self.at];
            self.at += 1;
            if byte == b'\\' {
                byte = match self.bytes[self.at] {
                    b'n' => b'\n',
                    b't' => b'\t',
                    b'r' => b'\r',
                    b'b' => 8,
                    b'f' => 12,
                    b'u' => {
                        let digits = std::str::from_utf8(&self.bytes[self.at + 1..self.at + 5]).unwrap();
                        units.push(u16::from_str_radix(digits, 16).expect("four hex digits"));
                        self.at += 5;
                        // Two units may make one character.
                        if self.bytes[self.at..].starts_with(b"\\u") {
                            continue;
                        }
                        bytes.extend(String::from_utf16_lossy(&units).bytes());
                        units.clear();
                        continue;
                    }
                    other => other,
                };
                self.at += 1;
            }
            bytes.push(byte);
        }
        self.at += 1;
        String::from_utf8(bytes).expect("UTF-8")
    }
}
