//! The adapter protocol smoothproof/1 for Rust, from the standard library alone. Nothing in it needs to be changed.
//!
//!     speak::serve(&About { name: "my-loss", variants: &["torch"], ..About::default() }, run);
//!
//! One JSON object per line: requests on standard input, answers on standard output, which carries nothing else.
#![allow(dead_code)]

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Values in row-major order, widened to float64, which keeps every dtype's values as they are. A scalar has shape [].
#[derive(Clone)]
pub struct Tensor {
    pub dtype: String,
    pub shape: Vec<usize>,
    pub data: Vec<f64>,
}

/// One call, as it was asked for.
pub struct Call {
    pub variant: String,
    pub options: Json,
    pub inputs: HashMap<String, Tensor>,
    phase: Cell<&'static str>,
}

impl Call {
    /// What is refused from here on is refused in this phase: "construct", "call" or "backward".
    pub fn enter(&self, phase: &'static str) {
        self.phase.set(phase);
    }

    pub fn number(&self, option: &str) -> Option<f64> {
        self.options.get(option).map(Json::number)
    }

    pub fn text(&self, option: &str) -> Option<&str> {
        self.options.get(option).map(Json::as_text)
    }

    pub fn flag(&self, option: &str) -> Option<bool> {
        self.options.get(option).map(|value| matches!(value, Json::Bool(true)))
    }

    pub fn input(&self, name: &str) -> Option<&Tensor> {
        self.inputs.get(name)
    }
}

/// What may be said instead of a result.
pub enum No {
    /// What your loss is not written for. A call that is skipped does not fail.
    Skip(String),
    /// A refusal of the loss, in its words.
    Refuse(String),
    /// The same with its code: smoothproof's docs/protocol.md lists them.
    Coded(&'static str, String),
}

pub fn skip<T>(reason: &str) -> Result<T, No> {
    Err(No::Skip(reason.to_string()))
}

/// What the adapter is, as its hello says it.
pub struct About<'a> {
    pub name: &'a str,
    pub version: &'a str,
    /// Ids of the losses that you have: npx smoothproof list.
    pub variants: &'a [&'a str],
    pub gradient: bool,
    pub dtypes: &'a [&'a str],
    /// What a refusal's text has in it, and its code; the first that is found counts. Where they are given, what your
    /// loss refuses is compared by phase and code; where not, any error is the right answer to a call that the reference
    /// refuses.
    pub codes: Option<&'a [(&'a str, &'a str)]>,
}

impl Default for About<'_> {
    fn default() -> Self {
        About { name: "", version: "0.1.0", variants: &[], gradient: true, dtypes: &["float32", "float64"], codes: None }
    }
}

/// The loss, and its gradient where there is one.
pub type Answer = Result<(Tensor, Option<Tensor>), No>;

/// Answers requests until the input ends. What panics is refused, in the words of the panic.
pub fn serve(about: &About, run: impl Fn(&Call) -> Answer) {
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let request = Json::parse(&line.expect("standard input is UTF-8"));
        let id = request.get("id").cloned().unwrap_or(Json::Null);
        let answer = match request.text("type") {
            "bye" => return,
            "hello" => hello(about),
            "echo" => {
                let tensor = request.get("tensor").map_or(Json::Null, |wire| Tensor::read(wire).write());
                Json::object([("type", "echo".into()), ("id", id), ("tensor", tensor)])
            }
            _ => answer(about, id, &request, &run),
        };
        // Each line must leave at once.
        writeln!(out, "{}", answer.to_text()).and_then(|()| out.flush()).expect("standard output is open");
    }
}

fn hello(about: &About) -> Json {
    let list = |words: &[&str]| Json::List(words.iter().map(|word| Json::from(*word)).collect());
    let implementation =
        [("name", about.name.into()), ("version", about.version.into()), ("language", "Rust".into())];
    let Json::Object(mut fields) = Json::object([
        ("type", "hello".into()),
        ("protocol", Json::Number(1.0)),
        ("implementation", Json::object(implementation)),
        ("variants", list(about.variants)),
        ("gradient", Json::Bool(about.gradient)),
        ("dtypes", list(about.dtypes)),
    ]) else {
        unreachable!()
    };
    if about.codes.is_some() {
        fields.push(("codes".to_string(), Json::Bool(true)));
    }
    Json::Object(fields)
}

fn answer(about: &About, id: Json, request: &Json, run: &impl Fn(&Call) -> Answer) -> Json {
    let inputs = match request.get("inputs") {
        Some(Json::Object(fields)) => fields.iter().map(|(name, wire)| (name.clone(), Tensor::read(wire))).collect(),
        _ => HashMap::new(),
    };
    let options = request.get("options").cloned().unwrap_or(Json::Null);
    let call = Call { variant: request.text("variant").to_string(), options, inputs, phase: Cell::new("call") };
    let id = ("id", id);
    let refusal = |code: &str, message: &str| {
        let message = message.lines().next().unwrap_or("");
        let said = [("phase", call.phase.get().into()), ("code", code.into()), ("message", message.into())];
        let [phase, code, message] = said;
        Json::object([("type", "error".into()), id.clone(), phase, code, message])
    };
    match catch_unwind(AssertUnwindSafe(|| run(&call))).unwrap_or_else(|cause| Err(panicked(cause.as_ref()))) {
        Ok((loss, None)) => Json::object([("type", "result".into()), id, ("loss", loss.write())]),
        Ok((loss, Some(gradient))) => {
            let (loss, gradient) = (loss.write(), gradient.write());
            Json::object([("type", "result".into()), id, ("loss", loss), ("gradient", gradient)])
        }
        Err(No::Skip(reason)) => Json::object([("type", "skipped".into()), id, ("reason", Json::Text(reason))]),
        Err(No::Coded(code, message)) => refusal(code, &message),
        Err(No::Refuse(message)) => {
            let known = about.codes.unwrap_or(&[]).iter().find(|(part, _)| message.contains(part));
            refusal(known.map_or("exception", |(_, code)| code), &message)
        }
    }
}

fn panicked(cause: &(dyn std::any::Any + Send)) -> No {
    let text = cause.downcast_ref::<String>().cloned();
    No::Refuse(text.or_else(|| cause.downcast_ref::<&str>().map(|text| text.to_string())).unwrap_or_default())
}

impl Tensor {
    pub fn new(dtype: &str, shape: &[usize], data: Vec<f64>) -> Tensor {
        Tensor { dtype: dtype.to_string(), shape: shape.to_vec(), data }
    }

    pub fn f32(&self) -> Vec<f32> {
        self.data.iter().map(|&value| value as f32).collect()
    }

    fn read(wire: &Json) -> Tensor {
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
        self.get(name).map_or("", Json::as_text)
    }

    fn as_text(&self) -> &str {
        match self {
            Json::Text(text) => text,
            _ => "",
        }
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

    pub fn parse(text: &str) -> Json {
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
