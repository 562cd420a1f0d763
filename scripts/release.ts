/**
 * All of a release but the upload.
 *
 *     npm run release -- --dry-run   checks, tests and packs, and leaves nothing behind; with --skip-tests without npm test
 *     npm run release                the same; the tarballs and their hashes stay in release/, and the commit gets its tag
 *
 * What is left for a person to type is printed at the end.
 */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { openAllFixtures } from "../src/fixtures/load.ts";
import { packFixtures } from "./package/fixtures.ts";
import { type Facts, problemsOf } from "./release/facts.ts";

const ROOT = resolve(import.meta.dirname, "..");

const { values } = parseArgs({
  options: {
    "dry-run": { type: "boolean", default: false },
    "skip-tests": { type: "boolean", default: false },
  },
});
const isDry = values["dry-run"];
/** A release itself is never made without them. */
const isTested = !(isDry && values["skip-tests"]);

const git = async (...args: readonly string[]): Promise<string> =>
  (await execa("git", args, { cwd: ROOT, maxBuffer: 1e9 })).stdout;

const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

/** The ids of the release before; undefined where there is none. */
async function releasedIds(): Promise<readonly string[] | undefined> {
  const [tag] = (await git("tag", "--list", "v*", "--sort=-version:refname")).split("\n");
  if (!tag) return undefined;
  const files = (await git("ls-tree", "-r", "--name-only", tag, "fixtures/vectors", "fixtures/real"))
    .split("\n")
    .filter((file) => file.endsWith(".json"));
  const texts = await Promise.all(files.map((file) => git("show", `${tag}:${file}`)));
  return texts.flatMap((text) => JSON.parse(text).vectors.map(({ id }: { readonly id: string }) => id));
}

async function facts(): Promise<Facts> {
  const fixtures = openAllFixtures();
  return {
    manifest: JSON.parse(read("package.json")),
    lock: JSON.parse(read("package-lock.json")),
    changelog: read("CHANGELOG.md"),
    citation: read("CITATION.cff"),
    fixturesVersion: fixtures.manifest.fixturesVersion,
    ids: [...fixtures.list()].map(({ id }) => id),
    releasedIds: await releasedIds(),
    changes: (await git("status", "--porcelain")).trim(),
    tags: (await git("tag", "--list")).split("\n"),
    isDry,
  };
}

async function step(title: string, run: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  try {
    await run();
  } catch (error) {
    throw new Error(`${title}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  process.stdout.write(
    `ok ${String(Math.round((performance.now() - started) / 1000)).padStart(5)} s  ${title}\n`,
  );
}

const npm =
  (...args: readonly string[]) =>
  () =>
    execa("npm", ["run", "--silent", ...args], { cwd: ROOT, all: true });

async function pack(into: string): Promise<readonly string[]> {
  packFixtures(join(ROOT, "fixtures"));
  const whole = await execa("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", into], {
    cwd: ROOT,
  });
  const losses = await execa("npx", ["tsx", "scripts/pack-losses.ts", "--to", into], { cwd: ROOT });
  const tarballs = [join(into, whole.stdout.trim()), losses.stdout.trim()];
  const sums = tarballs.map((file) => {
    const hash = createHash("sha256").update(readFileSync(file)).digest("hex");
    return `${hash}  ${file.slice(into.length + 1)}`;
  });
  writeFileSync(join(into, "SHA256SUMS"), `${sums.join("\n")}\n`);
  process.stdout.write(`${sums.join("\n")}\n`);
  return tarballs;
}

async function main(): Promise<void> {
  const known = await facts();
  const tag = `v${known.manifest.version}`;
  const into = isDry ? mkdtempSync(join(tmpdir(), "smoothproof-release-")) : join(ROOT, "release");
  let tarballs: readonly string[] = [];
  try {
    await step("version, changelog, citation and vectors agree", async () => {
      const problems = problemsOf(known);
      if (problems.length > 0) throw new Error(`\n  ${problems.join("\n  ")}`);
    });
    await step("npm run check", npm("check"));
    if (isTested) await step("npm test", npm("test"));
    await step("npm run check:package", npm("check:package"));
    mkdirSync(into, { recursive: true });
    await step("both tarballs", async () => {
      tarballs = await pack(into);
    });
    if (!isDry)
      await step(`tag ${tag}`, () => git("tag", "--annotate", tag, "--message", `smoothproof ${tag}`));
  } finally {
    if (isDry) rmSync(into, { recursive: true, force: true });
  }
  const left = [
    `git push origin ${tag}`,
    ...tarballs.map((file) => `npm publish ${isDry ? file.slice(into.length + 1) : file}`),
  ];
  process.stdout.write(
    isDry ? "a dry run: nothing was kept\n" : `left to do:\n${left.map((line) => `  ${line}\n`).join("")}`,
  );
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
