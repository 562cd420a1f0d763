/** Judges a loss in JavaScript. Put yours into lossAndGradient, then: node check.mjs torch.jsonl */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Throw it for what your loss does not have. */
class Skip extends Error {}

/** Inputs by name and what you return, { loss, gradient }, are { shape, data }, row-major. The gradient may be left out. */
function lossAndGradient(_options, _inputs) {
  throw new Skip("not written yet");
}

const path = process.argv[2];

function tensor({ dtype, shape, data, file, unit }) {
  if (file === undefined) return { dtype, shape, data: data.map(Number) };
  const bytes = readFileSync(join(dirname(path), file)).subarray(128);
  const length = shape.reduce((product, size) => product * size, 1);
  const at = unit === undefined ? (i) => bytes.readFloatLE(i * 4) : (i) => bytes.readInt8(i) * unit;
  return { dtype, shape, data: Array.from({ length }, (_, i) => at(i)) };
}

function wrong(name, { shape, value, at, allowed, overflows, signedZeros }, got) {
  if (String(got.shape) !== String(shape)) return `${name}: expected shape [${shape}], got [${got.shape}]`;
  for (const [i, expected] of value.map(Number).entries()) {
    const x = got.data[at === undefined ? i : at[i]];
    const is = (y) => x === y || (Number.isNaN(x) && Number.isNaN(y));
    const near = is(expected) || Math.abs(x - expected) <= (allowed[i] ?? allowed);
    const sign = !signedZeros || x !== 0 || expected !== 0 || Object.is(x, expected);
    if ((near && sign) || (overflows && is(Number(overflows[i])))) continue;
    return `${name}: expected ${expected}, got ${x}`;
  }
}

function judge({ options, inputs, expect }) {
  try {
    const given = Object.fromEntries(Object.entries(inputs).map(([name, each]) => [name, tensor(each)]));
    for (const [name, x] of Object.entries(options))
      if (/^(NaN|-?Infinity)$/.test(x)) options[name] = Number(x);
    const { loss, gradient } = lossAndGradient(options, given);
    if (expect.kind === "refusal") return "expected a refusal";
    return wrong("loss", expect.loss, loss) ?? (gradient && wrong("gradient", expect.gradient, gradient));
  } catch (error) {
    if (error instanceof Skip) throw error;
    return expect.kind === "refusal" ? undefined : error.message;
  }
}

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const vector of readFileSync(path, "utf8").trim().split("\n").map(JSON.parse)) {
  try {
    const reason = judge(vector);
    counts[reason === undefined ? "passed" : "failed"] += 1;
    if (reason !== undefined) console.log(`${vector.id}: ${reason}`);
  } catch {
    counts.skipped += 1;
  }
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);
