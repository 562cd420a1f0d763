/**
 * Runs the README's training example as it is written: its install line and its code, in an empty folder, against the
 * packed tarball. Prints what the example prints.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";

const root = resolve(import.meta.dirname, "..");
const section =
  readFileSync(join(root, "README.md"), "utf8").split("## Train with it in TensorFlow.js")[1] ?? "";
const block = (language: string): string => {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)?.[1];
  if (found === undefined)
    throw new Error(`README.md: expected a block of ${language} in the section on training`);
  return found;
};

const folder = mkdtempSync(join(tmpdir(), "smoothproof-readme-"));
try {
  const { stdout: packed } = await execa("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: root,
  });
  const tarball = join(folder, packed.trim().split("\n").at(-1)!);
  const empty = join(folder, "empty");
  mkdirSync(empty);
  const install = block("sh").trim().replace("install smoothproof ", `install ${tarball} `);
  await execa(install, { cwd: empty, shell: true });
  writeFileSync(join(empty, "train.mjs"), block("js"));
  const { stdout } = await execa("node", ["train.mjs"], { cwd: empty });
  process.stdout.write(`${stdout}\n`);
  const [loss = Number.NaN, nll = Number.NaN] = stdout.split(" ").map(Number);
  // Untrained it is log 3 = 1.1; the floor of the smoothed loss is 0.29.
  if (!(loss > 0.29 && loss < 0.6 && nll < 0.5)) throw new Error(`expected a trained model, got "${stdout}"`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
