/**
 * Packs both tarballs, installs them in an empty project, and uses them there.
 *
 *     npm run check:package                on this Node, after publint and attw
 *     npm run check:runtimes               on Node 20, 22, 24 and 26, Deno, Bun, and in a page of Chromium
 *     npm run check:runtimes -- --on deno  on one of them
 *
 * npm brings the other runtimes; they are installed into a temporary folder. A runtime that cannot be installed fails.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, normalize, resolve } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { chromium } from "playwright-core";
import { packFixtures } from "./package/fixtures.ts";

const ROOT = resolve(import.meta.dirname, "..");
const MEGABYTE = 1_000_000;

/** The limits for the size of the tarballs, and for the number of packages that an install brings, itself included. */
const LIMITS = {
  /** 3.0 MB are vectors, of which 0.8 are the digits of their truths, and 1.1 real models' outputs. */
  smoothproof: { bytes: 4.2 * MEGABYTE, packages: 20 },
  "smoothproof-losses": { bytes: 0.2 * MEGABYTE, packages: 1 },
} as const;

/** Runtimes that npm brings, and how each is started; Deno and Bun on Linux for x64. */
const RUNTIMES: { readonly [name: string]: { readonly install: string; readonly start: readonly string[] } } =
  {
    node20: { install: `node-${process.platform}-${process.arch}@20.20.2`, start: nodeIn() },
    node22: { install: `node-${process.platform}-${process.arch}@22.23.3`, start: nodeIn() },
    node24: { install: `node-${process.platform}-${process.arch}@24.21.0`, start: nodeIn() },
    node26: { install: `node-${process.platform}-${process.arch}@26.12.1`, start: nodeIn() },
    deno: {
      install: "deno@2.9.6",
      start: ["node_modules/@deno/linux-x64-glibc/deno", "run", "--quiet", "--allow-all"],
    },
    bun: { install: "bun@1.4.5", start: ["node_modules/@oven/bun-linux-x64/bin/bun", "run"] },
  };

function nodeIn(): readonly string[] {
  return [`node_modules/node-${process.platform}-${process.arch}/bin/node`];
}

const { values } = parseArgs({
  options: {
    everywhere: { type: "boolean", default: false },
    on: { type: "string", multiple: true, default: [] },
  },
});

const folder = mkdtempSync(join(tmpdir(), "smoothproof-package-"));
let failed = 0;
let passed = 0;

async function check(title: string, run: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(`ok     ${title}: ${await run()}\n`);
    passed += 1;
  } catch (error) {
    process.stdout.write(`FAILED ${title}: ${error instanceof Error ? error.message : error}\n`);
    failed += 1;
  }
}

try {
  const project = join(folder, "project");
  await check("both tarballs in an empty project", () => install(project));
  await check("the vectors come back byte for byte", () => writeVectors(project));
  for (const name of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) await check(name, () => weigh(name));
  const everywhere = [...Object.keys(RUNTIMES), "page"];
  const wanted = values.on.length > 0 ? values.on : values.everywhere ? everywhere : ["this Node"];
  for (const name of wanted) {
    if (name === "page") await check("a page of Chromium", () => useInPage(project));
    else await check(name, () => useOn(name, project));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function install(project: string): Promise<string> {
  packFixtures(join(ROOT, "fixtures"));
  const { stdout } = await execa(
    "npm",
    ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder],
    { cwd: ROOT },
  );
  const { stdout: losses } = await execa(process.execPath, [
    ...process.execArgv,
    join(ROOT, "scripts/pack-losses.ts"),
    "--to",
    folder,
  ]);
  const tarballs = [join(folder, stdout.trim()), losses.trim()];
  newProject(project);
  await execa("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...tarballs], {
    cwd: project,
  });
  copyFileSync(join(ROOT, "scripts/package/use-package.mjs"), join(project, "use-package.mjs"));
  copyFileSync(join(ROOT, "examples/batch.json"), join(project, "batch.json"));
  writeFileSync(
    join(project, "main.mjs"),
    'import { useEntries, useLosses } from "./use-package.mjs";\nconst count = await useLosses();\nawait useEntries();\nconsole.log(count, "variants");\n',
  );
  return tarballs.map((file) => file.slice(folder.length + 1)).join(", ");
}

/** What the installed package writes, compared with the files of this clone. */
async function writeVectors(project: string): Promise<string> {
  const into = join(folder, "vectors");
  const bin = join(project, "node_modules/smoothproof/bin/smoothproof.js");
  await execa(process.execPath, [bin, "vectors", "--write", into, "--raw"]);
  const files = readdirSync(into, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.\w+$/.test(file),
  );
  const other = files.find(
    (file) => !readFileSync(join(into, file)).equals(readFileSync(join(ROOT, "fixtures", file))),
  );
  if (other !== undefined) throw new Error(`${other}: differs from fixtures/${other}`);
  const wanted = ["vectors", "real"].flatMap((name) => readdirSync(join(ROOT, "fixtures", name)));
  if (files.length < wanted.length)
    throw new Error(`expected at least ${wanted.length} files, got ${files.length}`);
  return `${files.length} files`;
}

function newProject(path: string): void {
  mkdirSync(path);
  writeFileSync(join(path, "package.json"), '{ "private": true, "type": "module" }\n');
}

async function weigh(name: keyof typeof LIMITS): Promise<string> {
  const limits = LIMITS[name];
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const tarball = join(folder, `${name}-${version}.tgz`);
  const bytes = statSync(tarball).size;
  const alone = join(folder, `alone-${name}`);
  newProject(alone);
  await execa("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", tarball], { cwd: alone });
  const lock = JSON.parse(readFileSync(join(alone, "package-lock.json"), "utf8"));
  const packages = Object.keys(lock.packages).filter((path) => path !== "").length;
  const says = `${(bytes / MEGABYTE).toFixed(2)} MB packed, ${packages} installed`;
  if (bytes > limits.bytes || packages > limits.packages)
    throw new Error(`${says}; expected at most ${limits.bytes / MEGABYTE} MB and ${limits.packages}`);
  return says;
}

/** The entries and the command line, as that runtime runs them. */
async function useOn(name: string, project: string): Promise<string> {
  const start = name === "this Node" ? [process.execPath] : await startOf(name);
  const [program, ...args] = start as [string, ...string[]];
  const run = async (...rest: readonly string[]): Promise<string> => {
    const { all, exitCode } = await execa(program, [...args, ...rest], {
      cwd: project,
      all: true,
      reject: false,
      env: { NO_COLOR: "1" },
    });
    if (exitCode !== 0) throw new Error(`${rest.join(" ")}: exit ${exitCode}: ${all.slice(-1500)}`);
    return all;
  };
  const variants = await run("main.mjs");
  const bin = "node_modules/smoothproof/bin/smoothproof.js";
  const answer = await run(bin, "identify", "--input", "batch.json");
  if (!answer.startsWith("the tutorials' LabelSmoothingLoss(smoothing=0.1"))
    throw new Error(`identify: got ${answer}`);
  const judged = (await run(bin, "conformance", "--backend", "wasm")).trim().split("\n");
  return `${variants}; wasm: ${judged.find((line) => line.startsWith("judging smoothproof wasm"))?.replace("judging smoothproof ", "") ?? ""}, ${judged.at(-1)}`;
}

/** Installs a runtime. */
async function startOf(name: string): Promise<readonly string[]> {
  const runtime = RUNTIMES[name];
  if (runtime === undefined) throw new Error(`expected ${Object.keys(RUNTIMES).join(", ")} or page`);
  const home = join(folder, name);
  newProject(home);
  await execa("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", runtime.install], {
    cwd: home,
  });
  const [program, ...args] = runtime.start;
  const path = join(home, program!);
  if (!existsSync(path)) throw new Error(`${runtime.install}: expected ${program}`);
  return [path, ...args];
}

/** The ES modules of the installed packages, loaded by the browser without a bundler. */
async function useInPage(project: string): Promise<string> {
  const imports = Object.fromEntries(
    ["smoothproof", "smoothproof-losses"].flatMap((name) => [
      [name, `/node_modules/${name}/dist/losses/index.js`],
      [`${name}/wasm`, `/node_modules/${name}/dist/losses/wasm/index.js`],
      [`${name}/variants/torch`, `/node_modules/${name}/dist/losses/variants/torch.js`],
    ]),
  );
  const page = `<!doctype html><meta charset="utf-8"><script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">import { useLosses } from "/use-package.mjs"; globalThis.used = useLosses();</script>`;
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://local").pathname);
    const file = join(project, path);
    if (path === "/") response.writeHead(200, { "content-type": "text/html" }).end(page);
    else if (/^\/(use-package\.mjs|node_modules\/[\w/.-]+\.js)$/.test(path) && existsSync(file))
      response.writeHead(200, { "content-type": "text/javascript" }).end(readFileSync(file));
    else response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address() as { readonly port: number };
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const tab = await browser.newPage();
    const trouble: string[] = [];
    tab.on("console", (message) => trouble.push(message.text()));
    tab.on("pageerror", (error) => trouble.push(error.message));
    await tab.goto(`http://127.0.0.1:${address.port}/`);
    await tab.waitForFunction("globalThis.used !== undefined");
    const count = await tab.evaluate("globalThis.used");
    if (trouble.length > 0) throw new Error(trouble.join("; "));
    return `${count} variants, Chromium ${browser.version()}`;
  } finally {
    await browser.close();
    server.close();
  }
}
