/**
 * Runs the training example of docs/tfjs.md exactly as written: its install line and its code, in an empty folder, with
 * the packed tarball. It must print what the page says.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";

const root = resolve(import.meta.dirname, "..");
const section = readFileSync(join(root, "docs/tfjs.md"), "utf8").split("## Training")[1] ?? "";
const block = (language: string): string => {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)?.[1];
  if (found === undefined)
    throw new Error(`docs/tfjs.md: expected a block of ${language} in the section on training`);
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
  const wanted = /console\.log\(.*\/\/ (.*)$/m.exec(block("js"))?.[1];
  if (stdout !== wanted) throw new Error(`expected "${wanted}", got "${stdout}"`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
