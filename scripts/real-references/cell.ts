/** The real package behind one of the forms in which vectors are handed out, over all vectors of its variant. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { CHECKERS, checked, type Language } from "./checkers.ts";

const ROOT = join(import.meta.dirname, "../..");
const BIN = join(ROOT, "bin/smoothproof.js");
const PROJECT = join(ROOT, "python-ref");

/** Variants and the packages that they are of. */
export const REFERENCES = {
  torch: "torch.nn.CrossEntropyLoss",
  "keras-categorical": "keras.losses.CategoricalCrossentropy",
  "keras-binary": "keras.losses.BinaryCrossentropy",
  opennmt: "onmt.utils.loss.LabelSmoothingLoss",
  optax: "optax.softmax_cross_entropy",
} as const;
export type Reference = keyof typeof REFERENCES;

export interface Count {
  readonly passed: number;
  /** Failed, skipped, and what could not be judged. */
  readonly others: number;
  /** What was printed, for whoever looks for the cause. */
  readonly said: string;
}

/** With a wrong loss, the smoothing is half of what it should be. */
export interface Loss {
  readonly variant: Reference;
  readonly isWrong?: boolean;
}

type Form = (loss: Loss, folder: string) => Promise<Count>;

/** What somebody writes in place of a skeleton's blank. */
const body = ({ variant, isWrong = false }: Loss): string =>
  [
    "    from references import loss_and_gradient as real",
    ...(isWrong ? ["    options = {**options, 'labelSmoothing': options.get('labelSmoothing', 0) / 2}"] : []),
    `    return real(${JSON.stringify(variant)}, options, inputs)`,
  ].join("\n");

const environment = {
  PYTHONPATH: [import.meta.dirname, PROJECT].join(":"),
  PYTHONDONTWRITEBYTECODE: "1",
  CI: "true",
};
const python = ["run", "--no-sync", "--project", PROJECT];

async function run(command: string, args: readonly string[], folder: string): Promise<string> {
  const options = { cwd: folder, env: environment, reject: false, maxBuffer: 200 * 1024 * 1024 } as const;
  const { stdout, stderr } = await execa(command, args, options);
  return stdout === "" ? stderr : stdout;
}

/** Replaces each text, which must be there. */
function filled(path: string, changes: readonly (readonly [string, string])[]): string {
  return changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${path}: expected "${from}" in it`);
      return text.replace(from, () => to);
    },
    readFileSync(path, "utf8"),
  );
}

function count(said: string, pattern: (word: string) => RegExp, others: readonly string[]): Count {
  const of = (word: string): number => Number(said.match(pattern(word))?.[1] ?? 0);
  return { passed: of("passed"), others: others.reduce((sum, word) => sum + of(word), 0), said };
}

const lastCount = (word: string): RegExp => new RegExp(`(\\d+) ${word}\\b(?![\\s\\S]*\\d+ ${word}\\b)`);

export const FORMS = {
  "init python": async (loss, folder) => {
    await run("node", [BIN, "init", "python"], folder);
    const path = join(folder, "adapter.py");
    const adapter = filled(path, [
      ['VARIANTS = ["torch"]', `VARIANTS = ["${loss.variant}"]`],
      ['DTYPES = ["float32", "float64"]', 'DTYPES = ["float32", "float64", "float16", "bfloat16"]'],
      ['    raise Skip("not written yet")', body(loss)],
    ]);
    writeFileSync(path, adapter);
    const exec = `uv ${python.join(" ")} python adapter.py`;
    const said = await run("node", [BIN, "conformance", "--exec", exec, "--timeout", "100"], folder);
    return count(said, lastCount, ["failed", "skipped"]);
  },
  "init pytest": async (loss, folder) => {
    await run("node", [BIN, "init", "pytest"], folder);
    const lines = await run("node", [BIN, "vectors", "--variant", loss.variant], folder);
    writeFileSync(join(folder, "label_smoothing_vectors.jsonl"), `${lines}\n`);
    const path = join(folder, "test_label_smoothing.py");
    const test = filled(path, [
      ['TIERS = {"core"}', 'TIERS = {"core", "edge", "refusal"}'],
      ['    pytest.skip("not written yet")', body(loss)],
    ]);
    writeFileSync(path, test);
    const said = await run("uv", [...python, "pytest", "-q", "-p", "no:cacheprovider", "--tb=line"], folder);
    return count(said, lastCount, ["failed", "skipped", "error", "errors"]);
  },
  "check.py": async (loss, folder) => {
    await run("node", [BIN, "vectors", "--variant", loss.variant, "--write", "vectors"], folder);
    const path = join(folder, "vectors/check.py");
    const example = readFileSync(path, "utf8").match(/(?<=def loss_and_gradient.*\n)(?: {4}.*\n)+/)?.[0];
    if (example === undefined) throw new Error(`${path}: expected loss_and_gradient in it`);
    writeFileSync(path, filled(path, [[example, `${body(loss)}\n`]]));
    const said = await run(
      "uv",
      [...python, "python", path, join(folder, `vectors/${loss.variant}.jsonl`)],
      folder,
    );
    return count(said, lastCount, ["failed", "skipped"]);
  },
} as const satisfies { readonly [form: string]: Form };
export type FormName = keyof typeof FORMS;

/** How many vectors of its variant a loss passes in one form, in an empty folder. */
export const judged = (form: FormName, loss: Loss): Promise<Count> =>
  inFolder((folder) => FORMS[form](loss, folder));

/** The same of checkers in other languages, each built once for all variants; `judge` is called for one after the other. */
export const withCheckers = <T>(
  use: (judge: (language: Language, loss: Loss) => Promise<Count>) => Promise<T>,
) => inFolder((folder) => use((language, loss) => recordedThenChecked(language, loss, folder)));

/** Answers are recorded once for a variant, since that takes longest. */
async function recordedThenChecked(language: Language, loss: Loss, folder: string): Promise<Count> {
  const { variant, isWrong = false } = loss;
  const into = join(folder, isWrong ? `${variant}-wrong` : variant);
  if (!existsSync(into)) {
    await run("node", [BIN, "vectors", "--variant", variant, "--write", join(into, "vectors")], folder);
    const record = [join(import.meta.dirname, "record.py"), variant, join(into, `vectors/${variant}.jsonl`)];
    const answers = await run(
      "uv",
      [...python, "python", ...record, ...(isWrong ? ["--wrong"] : [])],
      folder,
    );
    writeFileSync(join(into, "answers.jsonl"), `${answers}\n`);
  }
  return count(await checked(language, { variant, built: folder, folder: into }), lastCount, [
    "failed",
    "skipped",
  ]);
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "smoothproof-real-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Columns of the table: forms by name, checkers by file. */
export const COLUMNS: readonly string[] = [
  ...Object.keys(FORMS),
  ...Object.values(CHECKERS).map(({ file }) => file),
];
