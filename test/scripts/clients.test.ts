/** Clients that fail in the ways that clients do: one line each, the others go on, and their last rows stay. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LAST_SEEN = "2020-02-02";

const HELLO = JSON.stringify({
  ...{ type: "hello", protocol: 1, variants: ["simple"], dtypes: ["float32"], gradient: true },
  implementation: { name: "smoothproof", version: "0.1.0", language: "JavaScript" },
});

/** Answers nothing after its hello. */
const SILENT = `console.log(${JSON.stringify(HELLO)}); setInterval(() => {}, 1000);`;

const GOOD = "node {root}/bin/smoothproof.js serve";

let clone: string;
let registry: Server;
let output: string;
let exitCode: number | undefined;

/** A clone whose clients are these; the rest of it is this repository. */
beforeAll(async () => {
  clone = mkdtempSync(join(tmpdir(), "smoothproof-clients-"));
  for (const name of ["bin", "dist", "fixtures", "node_modules", "package.json", "src"])
    symlinkSync(join(ROOT, name), join(clone, name));
  mkdirSync(join(clone, "docs", "findings"), { recursive: true });
  mkdirSync(join(clone, "scripts"));
  mkdirSync(join(clone, "clients"));
  cpSync(join(ROOT, "scripts", "clients.ts"), join(clone, "scripts", "clients.ts"));
  cpSync(join(ROOT, "scripts", "clients"), join(clone, "scripts", "clients"), { recursive: true });

  // It takes connections and says nothing.
  registry = createServer(() => undefined);
  await new Promise<void>((listening) => registry.listen(0, "127.0.0.1", listening));
  const address = registry.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  client("a-build-that-fails", { run: GOOD, build: [["sh", "-c", "echo 'error: no such type'; exit 1"]] });
  client("a-crash", { run: "node -e process.exit(3)" });
  client("a-hang", { run: "node silent.mjs", timeout: 1 });
  writeFileSync(join(clone, "clients/a-hang/silent.mjs"), SILENT);
  client("a-silent-registry", {
    run: GOOD,
    install: { npm: ["convnetjs@0.3.0"] },
    environment: {
      npm_config_registry: `http://127.0.0.1:${port}`,
      npm_config_fetch_timeout: "500",
      npm_config_fetch_retries: "0",
      npm_config_cache: join(clone, "npm-cache"),
    },
  });
  client("good", { run: GOOD });

  const run = await execa("npx", ["tsx", "scripts/clients.ts"], {
    cwd: clone,
    env: { SMOOTHPROOF_CLIENTS: join(clone, "cache") },
    reject: false,
    all: true,
    timeout: 300_000,
  });
  output = run.all;
  exitCode = run.exitCode;
}, 300_000);

afterAll(() => {
  registry.close();
  rmSync(clone, { recursive: true, force: true });
});

function client(name: string, declaration: object): void {
  const folder = join(clone, "clients", name);
  mkdirSync(folder);
  const head = { package: "smoothproof", version: "0.1.0", registry: "npm", language: "JavaScript" };
  const rest = { licence: "MIT", source: "https://example.org", install: {}, claims: { simple: "simple()" } };
  writeFileSync(join(folder, "client.json"), JSON.stringify({ ...head, ...rest, ...declaration }));
  const ours = JSON.parse(readFileSync(join(ROOT, "clients/smoothproof/report.json"), "utf8"));
  const report = { ...ours, date: LAST_SEEN, claims: { simple: ours.claims.simple } };
  writeFileSync(join(folder, "report.json"), JSON.stringify(report));
}

/** A client's row in the table of questions, which stands after that of the sentences. */
function rowOf(page: string, name: string): string | undefined {
  return page
    .split("\n")
    .filter((each) => each.startsWith(`| [${name}]`))
    .at(-1);
}

function linesOf(name: string): readonly string[] {
  return output.split("\n").filter((line) => line.startsWith(`${name}: `));
}

describe("clients that cannot be judged", () => {
  test.each([
    ["a-build-that-fails", /^a-build-that-fails: not judged: .*error: no such type/],
    ["a-crash", /^a-crash: not judged: /],
    ["a-hang", /^a-hang: not judged: /],
    ["a-silent-registry", /^a-silent-registry: not judged: npm install .*npm error/],
  ])("%s is one line, and its row stays as it was last seen", (name, line) => {
    expect(linesOf(name)).toEqual([expect.stringMatching(line)]);
    const page = readFileSync(join(clone, "docs", "scoreboard.md"), "utf8");
    const row = rowOf(page, name);
    expect(row).toContain(LAST_SEEN);
  });

  test("the others go on, and the run says that some failed", () => {
    expect(linesOf("good")).toEqual([expect.stringMatching(/^good: \d+ passed, 0 failed, 0 skipped/)]);
    const page = readFileSync(join(clone, "docs", "scoreboard.md"), "utf8");
    expect(rowOf(page, "good")).not.toContain(LAST_SEEN);
    expect(output).toMatch(/^1 passed, 4 failed$/m);
    expect(exitCode).toBe(1);
  });
});
