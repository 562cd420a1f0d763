//! A process for each dtype.

use crate::speak::Json;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

/// Passes each request on to a process of this program for the dtype of its logits, which is its only argument.
pub fn relay(otherwise: &str, is_dtype: impl Fn(&str) -> bool) {
    let mut processes: HashMap<String, (ChildStdin, BufReader<ChildStdout>)> = HashMap::new();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line.expect("UTF-8");
        let request = Json::parse(&line);
        if request.text("type") == "bye" {
            return;
        }
        let dtype = dtype_in(&request).filter(|dtype| is_dtype(dtype)).unwrap_or(otherwise);
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

fn dtype_in(request: &Json) -> Option<&str> {
    Some(request.get("inputs")?.get("logits")?.text("dtype"))
}
