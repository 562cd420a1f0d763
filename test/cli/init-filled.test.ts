/** Every skeleton, compiled and filled in under ten lines: once right, once as people get it wrong. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Language, SKELETONS } from "../../src/cli/skeletons.ts";
import { smoothproof } from "./run.ts";

const rust = (formula: string): string => formula.replaceAll("k", "k as f64").replaceAll("1", "1.0");

const RIGHT = ["1 - a + a / k", "a / k"] as const;
/** What most people write: the true class keeps 1 - a, and the others share a. */
const NAIVE = ["1 - a", "a / (k - 1)"] as const;

interface Filling {
  readonly needs: readonly [string, ...string[]];
  readonly build?: readonly [string, ...string[]];
  readonly exec: string;
  /** A line of the skeleton, and what it is with the imports that the loss needs. */
  readonly imports?: readonly [string, string];
  /** What the skeleton has in place of a loss. */
  readonly blank: string;
  /** The loss, with the masses of the true class and of the others left open. */
  readonly lines: (on: string, off: string) => readonly string[];
}

const FILLINGS: { readonly [language in Exclude<Language, "pytest">]: Filling } = {
  python: {
    needs: ["python3", "--version"],
    exec: "python3 adapter.py",
    blank: '    raise Skip("not written yet")',
    lines: (on, off) => [
      "    import math; (n, k), x, t = inputs['logits'].shape, inputs['logits'].data, inputs['target'].data",
      "    a, loss, gradient = options.get('labelSmoothing', 0.0), 0.0, []",
      "    for i in range(n):",
      "        top = max(x[i * k : i * k + k])",
      "        s = sum(math.exp(v - top) for v in x[i * k : i * k + k])",
      "        for j in range(k):",
      `            q, z = ${on} if j == t[i] else ${off}, x[i * k + j] - top`,
      "            loss += q * (math.log(s) - z) / n",
      "            gradient.append((math.exp(z) / s - q) / n)",
      "    return loss, [gradient[i * k : i * k + k] for i in range(n)]",
    ],
  },
  js: {
    needs: ["node", "--version"],
    exec: "node adapter.mjs",
    blank: '  throw new Skip("not written yet");',
    lines: (on, off) => [
      "  const { logits: { shape, data: x, dtype }, target: { data: t } } = _inputs, [n, k] = shape;",
      "  const a = _options.labelSmoothing ?? 0, gradient = { dtype, shape, data: [] }, loss = { dtype, shape: [], data: [0] };",
      "  for (let i = 0; i < n; i++) {",
      "    const row = x.slice(i * k, i * k + k), top = Math.max(...row), s = row.reduce((sum, v) => sum + Math.exp(v - top), 0);",
      "    for (let j = 0; j < k; j++) {",
      `      const q = j === t[i] ? ${on} : ${off}, z = row[j] - top;`,
      "      loss.data[0] += (q * (Math.log(s) - z)) / n;",
      "      gradient.data.push((Math.exp(z) / s - q) / n); } }",
      "  return { loss, gradient };",
    ],
  },
  rust: {
    needs: ["rustc", "--version"],
    build: ["rustc", "-O", "--edition", "2021", "adapter.rs"],
    exec: "./adapter",
    blank: '    skip("not written yet")',
    lines: (on, off) => [
      '    let (x, t) = (&_call.inputs["logits"], &_call.inputs["target"]);',
      '    let (n, k, a) = (x.shape[0], x.shape[1], _call.number("labelSmoothing").unwrap_or(0.0));',
      "    let (mut loss, mut data) = (0.0, Vec::new());",
      "    for (row, &y) in x.data.chunks(k).zip(&t.data) {",
      "        let top = row.iter().cloned().fold(f64::MIN, f64::max);",
      "        let s: f64 = row.iter().map(|v| (v - top).exp()).sum();",
      `        for (j, v) in row.iter().enumerate() { let q = if j as f64 == y { ${rust(on)} } else { ${rust(off)} };`,
      "            loss += q * (s.ln() - (v - top)) / n as f64; data.push(((v - top).exp() / s - q) / n as f64); } }",
      "    Ok((speak::Tensor::new(&x.dtype, &[], vec![loss]), Some(speak::Tensor::new(&x.dtype, &x.shape, data))))",
    ],
  },
  go: {
    needs: ["go", "version"],
    build: ["go", "build", "-o", "adapter", "adapter.go", "speak.go"],
    exec: "./adapter",
    imports: ["package main", 'package main\n\nimport "math"'],
    blank: '	return nil, nil, Skip("not written yet")',
    lines: (on, off) => [
      '	x, t, a := call.Inputs["logits"], call.Inputs["target"], call.Number("labelSmoothing", 0)',
      "	n, k := float64(x.Shape[0]), float64(x.Shape[1])",
      "	loss, gradient = NewTensor(x.DType, nil, []float64{0}), NewTensor(x.DType, x.Shape, []float64{})",
      "	for i, y := range t.Data {",
      "		row, top, s := x.Data[i*int(k):(i+1)*int(k)], math.Inf(-1), 0.0",
      "		for _, v := range row { top = math.Max(top, float64(v)) }; for _, v := range row { s += math.Exp(float64(v) - top) }",
      `		for j, v := range row { q := ${off}; if j == int(y) { q = ${on} }; z := float64(v) - top`,
      "			loss.Data[0] += Number(q * (math.Log(s) - z) / n); gradient.Data = append(gradient.Data, Number((math.Exp(z)/s-q)/n)) } }",
      "	return loss, gradient, nil",
    ],
  },
  java: {
    needs: ["javac", "-version"],
    build: ["javac", "Adapter.java", "Speak.java"],
    exec: "java Adapter",
    blank: '        throw new Speak.Skip("not written yet");',
    lines: (on, off) => [
      '        Speak.Tensor x = call.inputs().get("logits"), t = call.inputs().get("target"); int n = (int) x.shape()[0], k = (int) x.shape()[1];',
      '        double a = call.number("labelSmoothing", 0), loss = 0; double[] g = new double[n * k];',
      "        for (int i = 0; i < n; i++) { double top = Double.NEGATIVE_INFINITY, s = 0;",
      "            for (int j = 0; j < k; j++) top = Math.max(top, x.data()[i * k + j]);",
      "            for (int j = 0; j < k; j++) s += Math.exp(x.data()[i * k + j] - top);",
      `            for (int j = 0; j < k; j++) { double q = j == t.data()[i] ? ${on} : ${off}, z = x.data()[i * k + j] - top;`,
      "                loss += q * (Math.log(s) - z) / n; g[i * k + j] = (Math.exp(z) / s - q) / n; } }",
      "        return new Speak.Answer(new Speak.Tensor(x.dtype(), new long[] {}, new double[] {loss}), new Speak.Tensor(x.dtype(), x.shape(), g));",
    ],
  },
  cpp: {
    needs: ["g++", "--version"],
    build: ["g++", "-O2", "-std=c++17", "adapter.cpp", "-o", "adapter"],
    exec: "./adapter",
    blank: '    throw speak::Skip("not written yet");',
    lines: (on, off) => [
      '    const speak::Tensor &x = call.input("logits"), &t = call.input("target"); const std::size_t n = x.shape[0], k = x.shape[1];',
      '    const double a = call.option("labelSmoothing", 0.0);',
      "    speak::Tensor loss{x.dtype, {}, {0}}, gradient{x.dtype, x.shape, {}};",
      "    for (std::size_t i = 0; i < n; i++) { double top = -INFINITY, s = 0;",
      "        for (std::size_t j = 0; j < k; j++) top = std::fmax(top, x.data[i * k + j]);",
      "        for (std::size_t j = 0; j < k; j++) s += std::exp(x.data[i * k + j] - top);",
      `        for (std::size_t j = 0; j < k; j++) { const double q = j == t.data[i] ? ${on} : ${off}, z = x.data[i * k + j] - top;`,
      "            loss.data[0] += q * (std::log(s) - z) / n; gradient.data.push_back((std::exp(z) / s - q) / n); } }",
      "    return {loss, gradient};",
    ],
  },
};

/** The calls that such a loss is written for: rows of logits, class indices, a mean, and nothing else. */
const PLAIN = "torch.{mean.index.2d.ordinary.*,real.digits.f32}";

function isInstalled([program, ...args]: readonly [string, ...string[]]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function judged(
  language: keyof typeof FILLINGS,
  masses: typeof RIGHT | typeof NAIVE,
): Promise<{ exitCode: number | undefined; report: ReportShape }> {
  const { build, exec, blank, lines, imports = ["", ""] } = FILLINGS[language];
  const directory = mkdtempSync(join(tmpdir(), "smoothproof-filled-"));
  try {
    const { file, beside } = SKELETONS[language];
    const template = (name: string): URL => new URL(`../../templates/${name}`, import.meta.url);
    const text = readFileSync(template(file), "utf8");
    copyFileSync(template(beside), join(directory, beside));
    expect(text).toContain(blank);
    const filled = text.replace(blank, lines(masses[0], masses[1]).join("\n")).replace(...imports);
    writeFileSync(join(directory, file), filled);
    if (build !== undefined) execFileSync(build[0], build.slice(1), { cwd: directory, stdio: "pipe" });
    const run = await smoothproof(
      ["conformance", "--tier", "core", "--only", PLAIN, "--reporter", "json", "--exec", exec],
      "",
      directory,
    );
    return { exitCode: run.exitCode, report: JSON.parse(run.stdout) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface ReportShape {
  readonly summary: { readonly passed: number; readonly failed: number; readonly errored: number };
  readonly groups: readonly { readonly cause: string; readonly count: number }[];
}

describe.each(Object.keys(FILLINGS) as (keyof typeof FILLINGS)[])("the skeleton for %s", (language) => {
  const installed = isInstalled(FILLINGS[language].needs);

  it("is filled in under ten lines", () => {
    expect(FILLINGS[language].lines(RIGHT[0], RIGHT[1]).length).toBeLessThanOrEqual(10);
  });

  it.skipIf(!installed)("passes with a loss that is right", async () => {
    const { exitCode, report } = await judged(language, RIGHT);
    expect(report.groups).toEqual([]);
    expect(report.summary).toMatchObject({ failed: 0, errored: 0 });
    expect(report.summary.passed).toBeGreaterThan(1);
    expect(exitCode).toBe(0);
  });

  it.skipIf(!installed)("fails with a naive one, by its name", async () => {
    const { exitCode, report } = await judged(language, NAIVE);
    expect(exitCode).toBe(1);
    expect(report.groups.map(({ cause }) => cause)).toEqual(["off-target mass a/(K-1)"]);
  });
});
