/**
 * Finds code in other frameworks that computes a definition's loss: every way of writing a loss is run on every call, and
 * kept for the definitions whose numbers it gives on all of them. The playground offers only these.
 *
 *     npm run site:snippets [-- --check]      needs python-ref's environment (PYTHON=… for another with torch, keras and jax)
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { codeOf } from "../docs/.vitepress/theme/playground/snippets.ts";
import { VARIANTS } from "../src/variants/index.ts";
import { CALLS, lossesOf } from "./site-snippets/calls.ts";
import { runTensorflow, TENSORFLOW_VERSION } from "./site-snippets/run-tfjs.ts";
import { FRAMEWORKS, type Framework, TEMPLATES } from "./site-snippets/templates.ts";

const RUNNER = fileURLToPath(new URL("site-snippets/run.py", import.meta.url));
const OUTPUT = fileURLToPath(new URL("../docs/.vitepress/theme/playground/snippets.json", import.meta.url));
const python =
  process.env.PYTHON ?? fileURLToPath(new URL("../python-ref/.venv/bin/python", import.meta.url));

/**
 * How far a loss in float32 may be from the library's: the most that summing a thousand terms of up to 40 nats in order
 * can be off. The same limit applies to PyTorch's and Keras' code, which is in float64.
 */
const ALLOWED = 2e-5;

const agrees = (own: number | undefined, other: number): boolean =>
  own === undefined || Math.abs(own - other) <= ALLOWED * Math.max(1, Math.abs(own));

interface Run {
  readonly losses: readonly number[];
  readonly version: string;
}

/** The losses of one way of writing it, call by call; NaN where it fails. */
async function runAll(): Promise<ReadonlyMap<string, Run>> {
  const ways = FRAMEWORKS.flatMap((framework) =>
    Object.entries(TEMPLATES[framework]).map(([name, template]) => ({ framework, name, template })),
  );
  const inPython = ways.filter(({ framework }) => framework !== "TensorFlow.js");
  const codes = inPython.flatMap(({ template }) => CALLS.map((row) => codeOf(template, row)));
  const { stdout } = await execa(python, [RUNNER], {
    input: JSON.stringify(codes),
    env: { KERAS_BACKEND: "tensorflow", TF_CPP_MIN_LOG_LEVEL: "3" },
    stderr: "ignore",
    maxBuffer: 1e9,
  });
  const answer = JSON.parse(stdout) as {
    readonly losses: readonly (string | null)[];
    readonly versions: { readonly [name: string]: string };
  };
  const { torch = "", keras, jax } = answer.versions;
  const versions: { readonly [framework in Framework]: string } = {
    PyTorch: `PyTorch ${torch.replace(/\+.*/, "")}`,
    Keras: `Keras ${keras} on TensorFlow`,
    JAX: `JAX ${jax}`,
    "TensorFlow.js": `TensorFlow.js ${TENSORFLOW_VERSION}`,
  };
  const runs = new Map<string, Run>();
  inPython.forEach(({ framework, name }, i) => {
    const own = answer.losses.slice(i * CALLS.length, (i + 1) * CALLS.length);
    const losses = own.map((loss) => (loss === null ? Number.NaN : Number(loss)));
    runs.set(`${framework} ${name}`, { losses, version: versions[framework] });
  });
  for (const { framework, name, template } of ways.filter((way) => !inPython.includes(way))) {
    const losses = await runTensorflow(CALLS.map((row) => codeOf(template, row)));
    runs.set(`${framework} ${name}`, { losses, version: versions[framework] });
  }
  return runs;
}

if (!existsSync(python)) {
  console.error(`${python}: expected Python with torch, keras and jax. Run: cd python-ref && uv sync`);
  process.exit(4);
}
const runs = await runAll();
const templates: { [name: string]: object } = {};
const definitions: { [id: string]: string[] } = {};
for (const record of VARIANTS) {
  const own = lossesOf(record);
  for (const framework of FRAMEWORKS) {
    const found = Object.keys(TEMPLATES[framework]).find((name) =>
      runs.get(`${framework} ${name}`)!.losses.every((loss, i) => agrees(own[i], loss)),
    );
    if (found === undefined) continue;
    const key = `${framework} ${found}`;
    const template = TEMPLATES[framework][found]!;
    templates[key] = { framework, template, version: runs.get(key)!.version };
    definitions[record.id] = [...(definitions[record.id] ?? []), key];
  }
}
const text = `${JSON.stringify({ calls: CALLS.length, templates, definitions }, null, 2)}\n`;
if (process.argv.includes("--check")) {
  if (readFileSync(OUTPUT, "utf8") !== text) {
    console.error("snippets.json: out of date. Run: npm run site:snippets");
    process.exitCode = 1;
  }
} else writeFileSync(OUTPUT, text);
for (const { id } of VARIANTS) console.log(`${id.padEnd(26)} ${(definitions[id] ?? ["none"]).join(", ")}`);
