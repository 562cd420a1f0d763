/** Installs and builds a client in its folder of the cache, once for each declaration. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { CLIENTS, type Declaration } from "./declaration.ts";

/** The folder is outside the repository, so that clones share it: SMOOTHPROOF_CLIENTS, else the user's cache. */
const CACHE =
  process.env.SMOOTHPROOF_CLIENTS ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "smoothproof-clients");

/** What the references say and which code it stands for, which Python clients import. */
const REFERENCE_CODES = join(CLIENTS, "../python-ref/smoothproof_ref/live/codes.py");

/** The longest that one step may take: compiling the largest tree of Rust crates on two cores. */
const STEP_MS = 40 * 60_000;

/** What speaks the protocol in a language is what `init` writes. */
const SPEAKERS: { readonly [helper in NonNullable<Declaration["helper"]>]: string } = {
  cpp: "speak.hpp",
  go: "speak.go",
  java: "Speak.java",
  javascript: "speak.mjs",
  python: "speak.py",
  rust: "speak.rs",
};

/** Files that hold what was installed, and what was installed and built. */
const INSTALLED = ".installed";
const PREPARED = ".prepared";

/** Before a command that builds, so that the machine stays usable. */
const NICE = ["nice", "-n", "19"];

export interface Prepared {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * @param adapter false: install only, without building the adapter
 * @throws Error with one line that says which step failed, and where its output is
 */
export async function prepare(
  client: Declaration,
  { adapter = true }: { readonly adapter?: boolean } = {},
): Promise<Prepared> {
  const folder = join(CACHE, client.name);
  mkdirSync(folder, { recursive: true });
  const sources = sourcesOf(client);
  for (const source of sources) cpSync(source, join(folder, source.split("/").at(-1)!), { recursive: true });
  const environment = environmentOf(client, folder);
  const { install, build = [], python } = client;
  const prepared = stampOf(
    { install, build: client.build, python },
    client.build === undefined ? [] : sources,
  );
  if (contentsIn(folder, PREPARED) === prepared) return { folder, environment };
  const installed = stampOf({ install, python }, install.maven === true ? [join(folder, "pom.xml")] : []);
  if (contentsIn(folder, INSTALLED) !== installed) {
    await runSteps(installSteps(client), folder, environment);
    writeFileSync(join(folder, INSTALLED), installed);
  }
  if (!adapter) return { folder, environment };
  await runSteps(
    build.map((command) => [...NICE, ...command]),
    folder,
    environment,
  );
  writeFileSync(join(folder, PREPARED), prepared);
  return { folder, environment };
}

/** Runs a command once more if it fails: registries refuse now and then, and what is done stays done. */
export async function triedTwice<Result extends { readonly failed: boolean; readonly timedOut: boolean }>(
  run: () => Promise<Result>,
): Promise<Result> {
  const result = await run();
  return result.failed && !result.timedOut ? run() : result;
}

async function runSteps(
  steps: readonly (readonly string[])[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [program, ...args] of steps) {
    const run = () =>
      execa(program!, args, {
        cwd: folder,
        env: environment,
        all: true,
        reject: false,
        timeout: STEP_MS,
        stdin: "ignore",
      });
    const step = await triedTwice(run);
    writeFileSync(join(folder, "step.log"), step.all ?? "");
    if (step.failed) {
      const last = lastLine(step.all ?? "") || step.shortMessage;
      throw new Error(`${named([program!, ...args])}: ${last} (${join(folder, "step.log")})`);
    }
  }
}

function contentsIn(folder: string, name: string): string | undefined {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** The client's own files and those of its language, without files that a judgement wrote. */
function sourcesOf({ name, helper }: Declaration): readonly string[] {
  const shared = helper === undefined ? [] : [join(CLIENTS, "shared", helper)].filter(existsSync);
  const files = [join(CLIENTS, name), ...shared].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => !["client.json", "report.json", "fuzz.json", "__pycache__"].includes(file))
      .map((file) => join(folder, file)),
  );
  if (helper === undefined) return files;
  const speaker = join(CLIENTS, "../templates", SPEAKERS[helper]);
  return [...files, speaker, ...(helper === "python" ? [REFERENCE_CODES] : [])];
}

/** A key for what is installed or built, which changes with the packages, the steps and these files. */
function stampOf(steps: Partial<Declaration>, files: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(steps));
  for (const file of files) hash.update(contentsOf(file));
  return hash.digest("hex");
}

function contentsOf(path: string): string {
  const entries = readdirSync(join(path, ".."), { withFileTypes: true });
  const isFolder = entries.find(({ name }) => name === path.split("/").at(-1))?.isDirectory();
  if (!isFolder) return readFileSync(path, "utf8");
  return readdirSync(path)
    .map((name) => contentsOf(join(path, name)))
    .join("");
}

function installSteps({ install, python = "3.11" }: Declaration): readonly (readonly string[])[] {
  const { apt, uv, npm, maven, without = [] } = install;
  if (without.length > 0 && uv === undefined)
    throw new Error("install.without: expected with install.uv alone");
  return [
    ...(apt === undefined ? [] : [["sh", "-c", aptStep(apt)]]),
    ...(uv === undefined
      ? []
      : [
          ["uv", "venv", "--quiet", "--clear", "--no-project", "--python", python, ".venv"],
          [
            "sh",
            "-c",
            `printf '%s\\n' ${without.map((name) => `"${name}; sys_platform == 'none'"`).join(" ")} > without.txt`,
          ],
          [
            "uv",
            "pip",
            "install",
            "--quiet",
            "--python",
            ".venv/bin/python",
            "--override",
            "without.txt",
            ...uv,
          ],
        ]),
    ...(npm === undefined
      ? []
      : [
          [
            "npm",
            "install",
            "--no-save",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
            ".",
            ...npm,
          ],
        ]),
    ...(maven === true ? [["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"]] : []),
  ];
}

/** Installs missing Debian packages, for which it must run as root. */
function aptStep(packages: readonly string[]): string {
  const names = packages.join(" ");
  const install = `DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${names}`;
  return `dpkg -s ${names} >/dev/null 2>&1 || ${install} || { apt-get update -qq && ${install}; }`;
}

function environmentOf({ environment = {} }: Declaration, folder: string): Readonly<Record<string, string>> {
  return {
    // One tree of compiled crates for all Rust clients.
    CARGO_TARGET_DIR: join(CACHE, "build", "cargo"),
    // npm waits five minutes for a registry that does not answer and asks three times, Maven half an hour.
    npm_config_fetch_timeout: "60000",
    npm_config_fetch_retries: "1",
    MAVEN_OPTS: `${process.env.MAVEN_OPTS ?? ""} -Dmaven.wagon.rto=60000`,
    ...environment,
    PATH: `${join(folder, ".venv", "bin")}:${process.env.PATH}`,
  };
}

/** The first words of a command. */
function named(command: readonly string[]): string {
  const words = command[0] === NICE[0] ? command.slice(NICE.length) : command;
  return words.slice(0, 3).join(" ").slice(0, 60);
}

/** The line that says what went wrong, as far as a line can be told from the others. */
export function lastLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => /^(npm )?\w*error\b/i.test(line)) ?? lines.at(-1) ?? "").trim().slice(0, 200);
}
