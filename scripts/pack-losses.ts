/**
 * `npm run pack:losses`: a tarball of the losses alone, from the same build: no dependency, no command line, no vectors.
 *
 *     npm run pack:losses -- [--to FOLDER]
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";

const ROOT = resolve(import.meta.dirname, "..");

/** Folders of dist with the types of a loss; scripts/check-imports.ts holds that these import no package and no other folder. */
const TYPES = ["math", "loss", "definition", "variants", "wasm"];

/** Its entries, which are the same as in the whole package. */
const isEntry = (entry: string): boolean =>
  [".", "./wasm", "./package.json"].includes(entry) || entry.startsWith("./variants/");

const { values } = parseArgs({ options: { to: { type: "string", default: ROOT } } });

const whole = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const manifest = {
  name: "smoothproof-losses",
  version: whole.version,
  description:
    "The label-smoothing losses of smoothproof alone: exact ports of PyTorch's, Keras' and others', no dependency",
  license: whole.license,
  keywords: whole.keywords.filter((word: string) => !["conformance", "golden-vectors", "ulp"].includes(word)),
  type: whole.type,
  sideEffects: false,
  engines: whole.engines,
  exports: Object.fromEntries(Object.entries(whole.exports).filter(([entry]) => isEntry(entry))),
};

const README = `# smoothproof-losses

The losses of smoothproof, and nothing else: every published label-smoothing loss under its id, with value and gradient.

\`\`\`js
import { torch } from "smoothproof-losses"; // or "smoothproof-losses/variants/torch", for a small bundle

const criterion = torch({ labelSmoothing: 0.1 });
criterion.loss([[2, 1, 0, -1, 0.5]], [0]).data[0]; // 0.7244379396277961
const { gradient } = criterion.lossAndGradient([[2, 1, 0, -1, 0.5]], [0]);
\`\`\`

\`smoothproof-losses/wasm\` has the same losses as WebAssembly kernels. The package smoothproof has the same ids, and judges,
identifies and explains losses besides.

MIT licence.
`;

const folder = mkdtempSync(join(tmpdir(), "smoothproof-losses-"));
try {
  const copy = (name: string, filter: (file: string) => boolean): void =>
    cpSync(join(ROOT, "dist", name), join(folder, "dist", name), { recursive: true, filter });
  copy("losses", () => true);
  copy("index.d.ts", () => true);
  for (const name of TYPES) copy(name, (file) => file.endsWith(".d.ts") || statSync(file).isDirectory());
  cpSync(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
  writeFileSync(join(folder, "README.md"), README);
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const { stdout } = await execa("npm", ["pack", "--silent", "--pack-destination", resolve(values.to)], {
    cwd: folder,
  });
  process.stdout.write(`${join(resolve(values.to), stdout.trim())}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
