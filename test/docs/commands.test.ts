/**
 * The commands of the documentation run as they are typed, in a shell, in a folder that has the files they name: those of
 * every page, and those within YAML. They end with 0 or 1, never with wrong usage, and print what stands below or behind.
 */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Block, blocksOf, examples, pages, ROOT } from "./blocks.ts";

/** Within the package, so that it can be imported by its name. */
const folder = mkdtempSync(join(ROOT, "test", ".readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BIN = join(ROOT, "bin/smoothproof.js");

const RIGHT_LOSS = `import { torch } from "smoothproof";
export const variants = ["torch"];
export const lossAndGradient = ({ logits, target, weight, upstream }, options) => {
  const given = Object.fromEntries(Object.entries({ weight, upstream }).filter(([, tensor]) => tensor));
  return torch(options).lossAndGradient(logits, target, given);
};
`;

function write(name: string, text: string, mode = 0o644): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
}

function shell(command: string) {
  return execa("bash", ["-e", "-o", "pipefail", "-c", command], {
    cwd: folder,
    reject: false,
    all: true,
    timeout: 120_000,
    maxBuffer: 100 * 1024 * 1024,
    env: { PATH: `${join(folder, "bin")}:${process.env.PATH}`, NO_COLOR: "1", ...WORKLOAD },
  });
}

/** What a batch system says to one job of four. */
const WORKLOAD = {
  SLURM_ARRAY_TASK_ID: "2",
  SLURM_ARRAY_TASK_MIN: "1",
  SLURM_ARRAY_TASK_MAX: "4",
  SLURM_ARRAY_TASK_COUNT: "4",
  SLURM_ARRAY_TASK_STEP: "1",
};

beforeAll(async () => {
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "reports"));
  mkdirSync(join(folder, "losses"));
  // As npm's own: `npx smoothproof …` runs the package's command.
  write(
    "bin/npx",
    `#!/bin/sh\n[ "$1" = smoothproof ] || exit 99\nshift\nexec "${process.execPath}" "${BIN}" "$@"\n`,
    0o755,
  );
  write("bin/python", `#!/bin/sh\nexec "${process.execPath}" "${BIN}" serve\n`, 0o755);
  copyFileSync(join(folder, "bin/python"), join(folder, "bin/python3"));
  copyFileSync(join(folder, "bin/python"), join(folder, "my_loss"));
  chmodSync(join(folder, "my_loss"), 0o755);
  chmodSync(join(folder, "bin/python3"), 0o755);
  // Where an interpreter is not looked for on the PATH, it finds these.
  const program = `import os\nos.execv(${JSON.stringify(process.execPath)}, ["node", ${JSON.stringify(BIN)}, "serve"])\n`;
  for (const name of ["adapter.py", "my_loss.py"]) write(name, program);
  write("my-loss.js", RIGHT_LOSS);
  write("losses/my-loss.js", RIGHT_LOSS);
  copyFileSync(join(ROOT, "fixtures/onnx/torch.sum.indices.f32.onnx"), join(folder, "loss.onnx"));
  const [numbers] = blocksOf("docs/identify.md").filter(({ language }) => language === "json");
  write("numbers.json", numbers!.text);
  const [batch] = blocksOf("docs/explain.md").filter(({ language }) => language === "json");
  write("batch.json", batch!.text);
  const { logits, target } = JSON.parse(numbers!.text);
  write("logits.json", JSON.stringify(logits));
  write("target.json", JSON.stringify(target));
  const only = ["--only", "torch.mean.index.2d.*", "--backend", "js"];
  for (const name of ["yesterday", "today", "mine", "theirs"])
    await execa(process.execPath, [BIN, "conformance", ...only, "--reporter", `json=${name}.json`], {
      cwd: folder,
    });
  for (const part of [1, 2, 3, 4]) {
    const args = ["--shard", `${part}/4`, "--reporter", `json=part-${part}.json`];
    await execa(process.execPath, [BIN, "conformance", ...only, ...args], { cwd: folder });
    const fuzz = [
      "fuzz",
      "--oracle",
      "js",
      "--backend",
      "js-exact",
      "--seed",
      "7",
      "--runs",
      "4000",
      "--shard",
      `${part}/4`,
    ];
    await execa(process.execPath, [BIN, ...fuzz, "--reporter", `json=fuzz-${part}.json`], { cwd: folder });
  }
}, 120_000);

/** Changes that spare time or stand for what this machine has not. */
const STAND_INS: readonly (readonly [typed: RegExp, run: string])[] = [
  [/--runs (?:10000\d*|1000000000)\b/g, "--runs 4000"],
  [/\$\{\{ matrix\.shard \}\}/g, "1"],
  [/\/losses\//g, "losses/"],
  [/\/reports\//g, "reports/"],
  [/\$JOB_COMPLETION_INDEX/g, "0"],
  // A folder where nothing is overwritten.
  [/^npx smoothproof init/, "mkdir -p new && cd new && npx smoothproof init"],
  // Reports of shards are those of one run.
  [/json=(part|fuzz)-/g, "json=reports/$1-"],
  [/logits\.npy/g, "logits.json"],
  [/target\.npy/g, "target.json"],
  [/\bnode test\/adapters/g, `node ${ROOT}/test/adapters`],
  [/ test\/adapters/g, ` ${ROOT}/test/adapters`],
  [/fixtures\/onnx/g, `${ROOT}/fixtures/onnx`],
  [/examples\//g, `${ROOT}/examples/`],
];

interface Line {
  readonly page: string;
  readonly command: string;
  /** What it prints, where the page says so: a block below, or the value behind. */
  readonly prints?: string;
}

/** Commands of a block of a shell: a line each, but for those that a backslash continues. */
function linesOf(page: string, block: Block, next: Block | undefined): readonly Line[] {
  const lines = block.text.replaceAll(/\\\n\s*/g, "").split("\n");
  const commands = lines.filter((line) => /\bnpx smoothproof\b/.test(line) && !line.startsWith("#"));
  const isAnswer = commands.length === 1 && next?.language === "" && !next.text.startsWith("$ ");
  const answer = isAnswer ? next.text.trim() : undefined;
  return commands.map((line) => {
    const [, command = line, remark] = /^(.*?)\s+# (.*)$/.exec(line) ?? [];
    const value = remark === undefined ? undefined : /^[\d.]+(?=,|$)/.exec(remark)?.[0];
    const prints = answer ?? value;
    return { page, command, ...(prints === undefined ? {} : { prints }) };
  });
}

/** Commands within YAML: whole lines behind `run:`, and the last of a container's. */
function commandsInYaml(page: string, { text }: Block): readonly Line[] {
  return [...text.matchAll(/(?:run: |sh, -c, ')(npx smoothproof [^'\n]+)/g)].map(([, command]) => ({
    page,
    command: command!,
  }));
}

const all = pages()
  .filter((page) => !page.startsWith("README"))
  .flatMap((page) => {
    const blocks = blocksOf(page);
    return blocks.flatMap((block, i) =>
      block.language === "sh"
        ? linesOf(page, block, blocks[i + 1])
        : block.language === "yaml"
          ? commandsInYaml(page, block)
          : [],
    );
  });

describe("commands", () => {
  it("are found", () => expect(all.length).toBeGreaterThanOrEqual(45));

  it.each(all)("$page: $command", async ({ command, prints }) => {
    const typed = STAND_INS.reduce((text, [from, to]) => text.replace(from, to), command);
    const { exitCode, all: said } = await shell(typed);
    // A graph of one shape and reduction answers no core vector, which is no pass.
    const isTooFew = command.includes("--onnx") && said?.includes("NOTHING JUDGED");
    expect(isTooFew ? [2] : [0, 1], said).toContain(exitCode);
    if (prints !== undefined) expect(said).toContain(prints);
  });
});

describe("docs/judging.md", () => {
  const blocks = blocksOf("docs/judging.md");
  const inTerminal = blocks.filter(({ language, text }) => language === "" && text.startsWith("$ "));

  it.each(inTerminal)("$text", async ({ text }) => {
    const [command, ...answer] = text.trim().split("\n");
    const { stdout } = await shell(`cd ${ROOT} && ${command!.slice(2)}`);
    expect(stdout.trim()).toBe(answer.join("\n"));
  });

  it("the first module is one that is judged", async () => {
    const [first] = blocks.filter(({ language }) => language === "js");
    const body = "  const { loss, gradient } = right({ logits, target, weight, upstream }, options);\n";
    const whole = first!.text.replace(/^ {2}return/m, `${body}  return`);
    expect(whole).not.toBe(first!.text);
    write("right.mjs", RIGHT_LOSS);
    write("first.mjs", `import { lossAndGradient as right } from "./right.mjs";\n${whole}`);
    const { exitCode, all: said } = await shell(
      'npx smoothproof conformance --module first.mjs --only "torch.mean.index.*"',
    );
    expect(exitCode, said).toBe(0);
  });

  it("the module in TypeScript is equation (1)", async () => {
    const [typed] = blocks.filter(({ language }) => language === "ts");
    const { code } = await transform(typed!.text, { loader: "ts" });
    write("typed.mjs", code);
    const { exitCode, all: said } = await shell(
      'npx smoothproof conformance --module typed.mjs --only "equation1.mean.index.2d.ordinary*"',
    );
    expect(exitCode, said).toBe(0);
    // Its types hold as well.
    write("typed.ts", typed!.text);
    write(
      "tsconfig.json",
      JSON.stringify({
        compilerOptions: {
          module: "nodenext",
          target: "es2022",
          strict: true,
          noEmit: true,
          skipLibCheck: true,
        },
        files: ["typed.ts"],
      }),
    );
    const checked = await execa(join(ROOT, "node_modules/.bin/tsc"), ["-p", folder], {
      reject: false,
      all: true,
    });
    expect(checked.all).toBe("");
  });

  it("the list of expected failures is one", async () => {
    const [list] = blocks.filter(({ language }) => language === "json");
    write("known.json", list!.text);
    const { all: said, exitCode } = await shell(
      'npx smoothproof conformance --module my-loss.js --only "torch.*.4d.*" --expected-failures known.json',
    );
    expect(exitCode, said).toBe(1);
    expect(said).toContain("passes, but is listed as failing");
  });

  it("the tests of vitest, and the examples of docstrings that are tests, pass", async () => {
    const tests = blocks.filter(
      ({ language, text }) => language === "js" && text.includes("smoothproof/vitest"),
    );
    expect(tests).toHaveLength(1);
    const [matchers, asserted] = ["vitest/index.ts", "testing/assert-conformance.ts"].map((file) =>
      examples().filter((example) => example.file === file && !example.text.includes("import")),
    );
    expect(matchers).toHaveLength(2);
    expect(asserted).toHaveLength(1);
    mkdirSync(join(folder, "src"));
    mkdirSync(join(folder, "test"));
    write("vitest.config.mjs", 'export default { test: { include: ["test/*.test.js"] } };\n');
    write("src/my-loss.js", RIGHT_LOSS);
    const [described] = examples().filter(({ file }) => file === "vitest/describe-conformance.ts");
    write("test/conformance.test.js", `${tests[0]!.text}${described!.text}`);
    write(
      "test/examples.test.js",
      [
        'import { expect, it } from "vitest";\nimport "smoothproof/vitest";\nimport { assertConformance } from "smoothproof/compare";',
        'import { lossAndGradient } from "../src/my-loss.js";\nconst loss = { data: [1.5], shape: [] };',
        `it("matches", () => {\n${matchers!.map(({ text }) => text).join("")}});`,
        `it("conforms", async () => {\n${asserted![0]!.text}}, 60_000);\n`,
      ].join("\n"),
    );
    const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
    const { stdout } = await execa(
      process.execPath,
      [vitest, "run", "--root", folder, "--reporter", "json"],
      {
        reject: false,
        maxBuffer: 100 * 1024 * 1024,
      },
    );
    const { success, numPassedTests } = JSON.parse(stdout.slice(stdout.indexOf("{")));
    expect(success, stdout.slice(-3000)).toBe(true);
    expect(numPassedTests).toBeGreaterThan(500);
  });
});
