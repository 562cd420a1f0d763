//! Tensors as the generator writes them: one big-endian bit pattern per element.

use serde_json::{json, Map, Value};

/// Shape and values.
pub type Numbers = (Vec<usize>, Vec<f32>);

pub struct Case {
    pub id: String,
    pub variant: String,
    options: Map<String, Value>,
    inputs: Map<String, Value>,
}

impl Case {
    pub fn read(message: &Value) -> Self {
        let object = |name: &str| message[name].as_object().expect("a case has options and inputs").clone();
        let text = |name: &str| message[name].as_str().expect("a case has an id and a variant").to_owned();
        Self { id: text("id"), variant: text("variant"), options: object("options"), inputs: object("inputs") }
    }

    /// Burn's `smoothing`. None where the option is absent or 0, which Burn documents as the same.
    pub fn smoothing(&self) -> Option<f32> {
        let value = self.options.get("labelSmoothing")?;
        let number = match value.as_str() {
            Some("NaN") => f64::NAN,
            Some(other) => panic!("labelSmoothing: {other}"),
            None => value.as_f64().expect("a smoothing is a number"),
        };
        Some(number as f32).filter(|&smoothing| smoothing != 0.0)
    }

    /// Burn's `pad_tokens`.
    pub fn pad_tokens(&self) -> Option<Vec<usize>> {
        let index = self.options.get("ignoreIndex")?.as_u64().expect("pad tokens are not negative");
        Some(vec![index as usize])
    }

    /// An option that is true or false.
    pub fn is(&self, name: &str) -> bool {
        self.options.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A float32 input.
    pub fn floats(&self, name: &str) -> Option<Numbers> {
        let (shape, words) = self.words(name)?;
        Some((shape, words.map(|bits| f32::from_bits(bits as u32)).collect()))
    }

    /// An int64 input.
    pub fn integers(&self, name: &str) -> (Vec<usize>, Vec<i64>) {
        let (shape, words) = self.words(name).expect("the input is there");
        (shape, words.map(|bits| bits as i64).collect())
    }

    fn words(&self, name: &str) -> Option<(Vec<usize>, impl Iterator<Item = u64> + '_)> {
        let tensor = self.inputs.get(name)?;
        let shape = tensor["shape"].as_array()?.iter().map(|size| size.as_u64().expect("a size") as usize).collect();
        let words = tensor["hex"].as_str()?.split_whitespace();
        Some((shape, words.map(|word| u64::from_str_radix(word, 16).expect("hexadecimal digits"))))
    }
}

/// A float32 tensor; every NaN is the quiet positive one.
pub fn encode(shape: &[usize], values: &[f32]) -> Value {
    let word = |value: &f32| if value.is_nan() { "7fc00000".to_owned() } else { format!("{:08x}", value.to_bits()) };
    json!({ "dtype": "float32", "shape": shape, "hex": values.iter().map(word).collect::<Vec<_>>().join(" ") })
}
