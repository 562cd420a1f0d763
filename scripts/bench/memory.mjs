/**
 * Peak memory beyond logits and gradient at 64 x 151936: of a first call, and of twenty more.
 *
 *     npm run bench:memory          (this Node; NODE=path for another)
 *
 * Each backend runs in a process of its own, since a peak never falls. What a first call adds includes its compiled code.
 */
import { spawnSync } from "node:child_process";
import { torch } from "../../dist/index.js";
import { wasm } from "../../dist/wasm/index.js";

const [rows, classes] = [64, 151_936];
const MEGABYTE = 1e6;
const peak = () => (process.resourceUsage().maxRSS * 1024) / MEGABYTE;

async function measure(backend) {
  const on = backend === "wasm" ? await wasm() : undefined;
  const make = () =>
    on?.tensor("float32", [rows, classes]) ?? {
      data: new Float32Array(rows * classes),
      shape: [rows, classes],
    };
  const [logits, gradient] = [make(), make()];
  // Memory counts once it has been written to.
  logits.data.fill(1);
  gradient.data.fill(1);
  const target = Array.from({ length: rows }, (_, row) => row);
  const criterion = torch({ labelSmoothing: 0.1 }, on && { backend: on });
  const before = peak();
  criterion.lossAndGradient(logits, target, { gradient });
  const first = peak();
  for (let call = 0; call < 20; call += 1) criterion.lossAndGradient(logits, target, { gradient });
  const [once, more] = [first - before, peak() - first].map((mb) => mb.toFixed(1));
  console.log(
    `${backend.padEnd(5)} first call +${once} MB, twenty more +${more} MB (node ${process.versions.node})`,
  );
}

const [backend] = process.argv.slice(2);
if (backend !== undefined) await measure(backend);
else
  for (const each of ["wasm", "js"])
    spawnSync(process.env.NODE ?? process.execPath, [import.meta.filename, each], { stdio: "inherit" });
