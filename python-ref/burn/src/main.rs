//! Reads cases from standard input and writes what Burn answers, one JSON line each.

mod v021;
mod v022;
mod wire;

use std::cell::{Cell, RefCell};
use std::io::{BufRead, Write};
use std::panic::{catch_unwind, set_hook, AssertUnwindSafe};

use serde_json::{json, Value};
use wire::{Case, Numbers};

thread_local! {
    static PHASE: Cell<&'static str> = const { Cell::new("construct") };
    static MESSAGE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Says what a panic from here on belongs to: construct, call or backward.
pub fn phase(name: &'static str) {
    PHASE.set(name);
}

fn main() {
    set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let text = payload.downcast_ref::<String>().cloned().or(payload.downcast_ref::<&str>().map(|s| s.to_string()));
        MESSAGE.replace(text.unwrap_or_default());
    }));
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input can be read");
        if line.trim().is_empty() {
            continue;
        }
        let case = Case::read(&serde_json::from_str(&line).expect("a case is JSON"));
        writeln!(out, "{}", answer(&case)).expect("standard output can be written");
        out.flush().expect("standard output can be written");
    }
}

fn answer(case: &Case) -> Value {
    phase("construct");
    let computed: Result<(Numbers, Numbers), _> = catch_unwind(AssertUnwindSafe(|| match case.variant.as_str() {
        "burn" => v022::cross_entropy(case),
        "burn-0.21" => v021::cross_entropy(case),
        "burn-binary" => v022::binary_cross_entropy(case),
        other => {
            eprintln!("{other}: no loss of this program");
            std::process::exit(1)
        }
    }));
    match computed {
        Ok((loss, gradient)) => json!({
            "id": case.id, "kind": "value",
            "loss": wire::encode(&loss.0, &loss.1), "gradient": wire::encode(&gradient.0, &gradient.1),
        }),
        Err(_) => json!({
            "id": case.id, "kind": "throws", "phase": PHASE.get(), "type": "panic",
            "message": MESSAGE.take().lines().next().unwrap_or_default(),
        }),
    }
}
