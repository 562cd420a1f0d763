/** The inputs, and how each command must end on them. */
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildModel, CROSS_ENTROPY, FLOAT, INT64 } from "../../../test/onnx/build-model.ts";
import type { Measured } from "../measured-process.ts";

export interface HostileInput {
  /** Groups those of one mechanism. */
  readonly item: string;
  readonly name: string;
  readonly command: readonly string[];
  readonly files?: { readonly [name: string]: string | Uint8Array };
  readonly fifos?: readonly string[];
  readonly links?: { readonly [name: string]: string };
  readonly input?: string;
  /** The right exit codes. Default 2. */
  readonly exits?: readonly number[];
  readonly seconds?: number;
  /** Takes minutes as things are, and is left out unless it is asked for. */
  readonly slow?: boolean;
  readonly megabytes?: number;
  readonly says?: RegExp;
  readonly saysNot?: RegExp;
  /** Checks the folder afterwards; returns the problems. */
  readonly also?: (folder: string, run: Measured) => readonly string[];
}

const INDEX = new URL("../../../dist/index.js", import.meta.url).href;

/** Seconds for a command that judges a whole variant, batches of 200,000 rows among its vectors, or searches a graph. */
const JUDGED = 12;

export function hostileInputs(bin: string): readonly HostileInput[] {
  const cli = (...args: string[]): string[] => [process.execPath, bin, ...args];
  const shell = (line: string): string[] => [
    "bash",
    "-c",
    line.replaceAll("smoothproof", `${process.execPath} ${bin}`),
  ];
  const library = (code: string): string[] => [
    process.execPath,
    "--input-type=module",
    "-e",
    `import * as losses from ${JSON.stringify(INDEX)};\ntry { ${code}; console.log("took it"); } catch (error) { console.error(error.name + ": " + error.message); process.exitCode = 2; }`,
  ];
  return [
    ...outputs(shell, cli),
    ...shapes(cli, library),
    ...graphs(cli),
    ...reads(cli, shell),
    ...programs(cli),
    ...reports(cli),
    ...searches(cli),
    ...options(cli),
    ...texts(cli),
  ];
}

type Make = (...args: string[]) => string[];
type Shell = (line: string) => string[];

function outputs(shell: Shell, cli: Make): readonly HostileInput[] {
  const reported = {
    command: cli("conformance", "--backend", "js", "--variant", "torch", "--reporter", "json=report.json"),
    exits: [0],
    seconds: JUDGED,
  };
  const full = (name: string, line: string, exits = [3]): HostileInput => ({
    item: "1",
    name,
    command: shell(line),
    exits,
    ...(exits.includes(3) ? { says: /cannot be written: the disk is full/ } : {}),
  });
  return [
    full(
      "json report to a full disk",
      "smoothproof conformance --backend js --variant torch --reporter json >/dev/full",
    ),
    full("list to a full disk", "smoothproof list --json >/dev/full"),
    full("vectors to a full disk", "smoothproof vectors --variant torch >/dev/full"),
    full("serve to a full disk", `echo '{"type":"hello","protocol":1}' | smoothproof serve >/dev/full`),
    full("convert to a full disk", "smoothproof convert 0.1 --from torch --to simple --classes 5 >/dev/full"),
    full("help to a full disk", "smoothproof --help >/dev/full"),
    full(
      "report file on a full disk",
      "smoothproof conformance --backend js --variant torch --reporter json=/dev/full",
    ),
    {
      item: "1",
      name: "half a disk",
      // A file system of 64 KB: what fits is written, and then there is no more room.
      command: shell(
        "mkdir disk && (mount -t tmpfs -o size=64k none disk 2>/dev/null || exit 3) && smoothproof list --json >disk/list.json; code=$?; umount disk 2>/dev/null; exit $code",
      ),
      exits: [3],
    },
    {
      item: "1",
      name: "a slow reader gets all of it",
      command: shell(
        "smoothproof list --json >whole.json; smoothproof list --json | (sleep 1; cat) >piped.json; cmp whole.json piped.json",
      ),
      exits: [0],
    },
    {
      item: "1",
      name: "a reader that goes away",
      command: shell("set -o pipefail; smoothproof vectors | head -n 1 >/dev/null"),
      exits: [0],
    },
    {
      item: "10",
      name: "standard error full, all well",
      command: shell("smoothproof conformance --backend js --variant torch 2>/dev/full"),
      exits: [0],
      seconds: JUDGED,
    },
    {
      item: "10",
      name: "standard error full, wrong usage",
      command: shell("smoothproof conformance --variant torhc 2>/dev/full"),
      exits: [2],
    },
    {
      item: "10",
      name: "standard error closed",
      command: shell("smoothproof conformance --backend js --variant torch 2>&-"),
      exits: [0],
      seconds: JUDGED,
    },
    {
      item: "10",
      name: "standard output closed",
      command: shell("smoothproof list >&-"), // Node opens /dev/null in its place, and what is written there is written.
      exits: [0],
    },
    {
      item: "7",
      name: "a user's file called as a partial one",
      files: { "report.json.partial": "mine" },
      ...reported,
      also: (folder) => (readIf(folder, "report.json.partial") === "mine" ? [] : ["it took the user's file"]),
    },
    {
      item: "7",
      name: "a link called as a partial file",
      files: { victim: "mine" },
      links: { "report.json.partial": "victim" },
      ...reported,
      also: (folder) => (readIf(folder, "victim") === "mine" ? [] : ["it wrote where the link leads"]),
    },
    {
      item: "7",
      name: "a pipe called as a partial file",
      fifos: ["report.json.partial"],
      ...reported,
    },
    {
      item: "7",
      name: "a report through a link",
      files: { real: "" },
      links: { "report.json": "real" },
      ...reported,
      also: (folder) => [
        ...(lstatSync(join(folder, "report.json")).isSymbolicLink() ? [] : ["it replaced the link"]),
        ...(readIf(folder, "real")?.startsWith("{") ? [] : ["it did not write where the link leads"]),
      ],
    },
    {
      item: "7",
      name: "a report through a link that leads nowhere yet",
      links: { "report.json": "real" },
      ...reported,
      also: (folder) => [
        ...(lstatSync(join(folder, "report.json")).isSymbolicLink() ? [] : ["it replaced the link"]),
        ...(readIf(folder, "real")?.startsWith("{") ? [] : ["it did not write where the link leads"]),
      ],
    },
    {
      item: "7",
      name: "a report into a pipe that nobody reads",
      fifos: ["report.json"],
      ...reported,
      exits: [3],
    },
    {
      item: "7",
      name: "a report into a pipe that somebody reads",
      command: shell(
        "smoothproof conformance --backend js --variant torch --reporter json=>(sleep 1; cat >whole) && sleep 2 && tail -c 3 whole | grep -q '}}'",
      ),
      exits: [0],
      // Three of them are the reader's.
      seconds: 8,
    },
  ];
}

function readIf(folder: string, name: string): string | undefined {
  return existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : undefined;
}

function input(fields: object): { readonly [name: string]: string } {
  return { "input.json": JSON.stringify(fields) };
}

const wire = (shape: readonly number[], data: readonly unknown[], dtype = "float64"): object => ({
  dtype,
  shape,
  data,
});

function shapes(cli: Make, library: (code: string) => string[]): readonly HostileInput[] {
  const rows = input({ logits: wire([1e9, 0], []), target: wire([1e9, 0], []) });
  const line = JSON.stringify({
    type: "run",
    id: "1",
    variant: "keras-categorical",
    options: { fromLogits: true },
    inputs: { logits: wire([1e9, 0], []), target: wire([1e9, 0], []) },
  });
  const weights = new Array(5000).fill(1);
  const broadcast = JSON.stringify({
    type: "run",
    id: "1",
    variant: "tfjs-sigmoid",
    inputs: {
      logits: wire([5000, 1], weights),
      target: wire([5000, 1], weights),
      sampleWeight: wire([1, 5000], weights),
    },
  });
  const call = (name: string, code: string): HostileInput => ({
    item: "8",
    name: `library: ${name}`,
    command: library(code),
    says: /^InvalidArgument: /m,
  });
  return [
    {
      item: "2",
      name: "floor of rows without classes",
      files: rows,
      command: cli(
        "floor",
        "--variant",
        "keras-categorical",
        "--label-smoothing",
        "0.1",
        "--input",
        "input.json",
      ),
    },
    {
      item: "2",
      name: "explain of rows without classes",
      files: rows,
      command: cli("explain", "--from", "keras-categorical", "--to", "keras-binary", "--input", "input.json"),
    },
    {
      item: "2",
      name: "identify of rows without classes",
      files: input({ logits: wire([1e9, 0], []), target: wire([1e9, 0], []), loss: 1 }),
      command: cli("identify", "--input", "input.json"),
    },
    {
      item: "2",
      name: "serve of rows without classes",
      command: cli("serve"),
      input: `${line}\n`,
      exits: [0],
      says: /"type":"error"/,
    },
    {
      item: "2",
      name: "serve of weights that broadcast",
      command: cli("serve"),
      input: `${broadcast}\n`,
      exits: [0],
      says: /"type":"error"/,
    },
    {
      item: "2",
      name: "many sizes",
      files: input({ logits: wire(new Array(100_000).fill(1), [1]), target: wire([], [0], "int64") }),
      command: cli("floor", "--variant", "torch", "--label-smoothing", "0.1", "--input", "input.json"),
    },
    call(
      "rows without classes",
      "losses.kerasCategorical({ fromLogits: true }).loss({ data: [], shape: [1e9, 0] }, { data: [], shape: [1e9, 0] })",
    ),
    call("a cycle", "const a = [1]; a[0] = a; losses.torch().loss(a, [0])"),
    call("a stride of zero", "losses.torch().loss({ data: [1], shape: [2 ** 31], stride: [0] }, [0])"),
    call(
      "nine nested arrays",
      "let a = Array(10).fill(1); for (let i = 0; i < 8; i += 1) a = Array(10).fill(a); losses.torch().loss(a, [0])",
    ),
    call(
      "nine nested arrays without elements",
      "let a = Array(10); for (let i = 0; i < 8; i += 1) a = [a, a, a, a, a, a, a, a, a, a]; losses.torch().loss(a, [0])",
    ),
    call("an array of holes", "losses.torch().loss(new Array(2 ** 32 - 1), 0)"),
    call(
      "a length that is claimed",
      "losses.torch().loss({ data: { length: 2 ** 40, 0: 1 }, shape: [2 ** 40] }, 0)",
    ),
    call("a stride that is no number", "losses.torch().loss({ data: [1], shape: [1], stride: [NaN] }, 0)"),
    call("deep nesting", "let a = 1; for (let i = 0; i < 1e6; i += 1) a = [a]; losses.torch().loss(a, 0)"),
  ];
}

function graphs(cli: Make): readonly HostileInput[] {
  const shape = new BigInt64Array([1_750_000_000n]);
  const bomb = buildModel({
    inputs: CROSS_ENTROPY.inputs,
    outputs: CROSS_ENTROPY.outputs,
    initializers: [{ name: "shape", type: INT64, dims: [1], raw: new Uint8Array(shape.buffer) }],
    nodes: [
      { op: "ConstantOfShape", inputs: ["shape"], outputs: ["huge"] },
      { op: "ReduceSum", inputs: ["huge"], outputs: ["sum"] },
      { op: "SoftmaxCrossEntropyLoss", inputs: ["logits", "target"], outputs: ["part"] },
      { op: "Add", inputs: ["part", "sum"], outputs: ["loss"] },
    ],
  });
  const spellings = Array.from({ length: 40 }, (_, i) => `${"./".repeat(i)}data.bin`);
  const external = buildModel({
    ...CROSS_ENTROPY,
    nodes: [
      ...spellings.map((_, i) => ({ op: "Identity", inputs: [`w${i}`], outputs: [`x${i}`] })),
      ...CROSS_ENTROPY.nodes,
    ],
    initializers: spellings.map((location, i) => ({
      name: `w${i}`,
      type: FLOAT,
      dims: [2_500_000],
      location,
    })),
  });
  const dims = buildModel({
    ...CROSS_ENTROPY,
    initializers: [
      { name: "w", type: FLOAT, dims: new Array<number>(200_000).fill(1), raw: new Uint8Array(4) },
    ],
  });
  const named = buildModel({
    ...CROSS_ENTROPY,
    inputs: [...CROSS_ENTROPY.inputs, { name: "constructor", type: FLOAT, dims: [8] }],
  });
  const judge = (name: string): string[] =>
    cli("conformance", "--onnx", name, "--variant", "torch", "--only", "torch.*");
  return [
    {
      item: "3",
      name: "a graph of seven gigabytes",
      files: { "bomb.onnx": bomb },
      command: judge("bomb.onnx"),
      exits: [1, 2],
      seconds: 20,
      megabytes: 2_000,
    },
    {
      item: "3",
      name: "identify a graph of seven gigabytes",
      files: { "bomb.onnx": bomb },
      command: cli("identify", "--onnx", "bomb.onnx"),
      exits: [1, 2],
      seconds: 20,
      megabytes: 2_000,
    },
    {
      item: "3",
      name: "forty spellings of one file",
      files: { "model.onnx": external, "data.bin": new Uint8Array(10_000_000) },
      command: cli("identify", "--onnx", "model.onnx"),
      exits: [0, 1, 2],
      megabytes: 600,
    },
    {
      item: "14",
      name: "a graph with 200,000 sizes",
      files: { "dims.onnx": dims },
      command: cli("identify", "--onnx", "dims.onnx"),
      exits: [0, 1, 2],
      saysNot: /stack size/,
    },
    {
      item: "14",
      name: "an input named constructor",
      files: { "named.onnx": named },
      command: cli("identify", "--onnx", "named.onnx"),
      exits: [0, 1, 2],
      seconds: JUDGED,
      saysNot: /function|native code/,
    },
    {
      item: "17",
      name: "nothing left of telemetry",
      files: { "model.onnx": buildModel(CROSS_ENTROPY) },
      command: judge("model.onnx"),
      exits: [0, 1, 2],
      seconds: 20,
      megabytes: 600,
    },
    {
      item: "17",
      name: "nothing left of telemetry, our graphs",
      command: cli("conformance", "--backend", "onnx", "--variant", "torch"),
      exits: [0],
      seconds: 20,
      megabytes: 600,
    },
  ];
}

function reads(cli: Make, shell: Shell): readonly HostileInput[] {
  const commands: readonly (readonly [string, (file: string) => string[]])[] = [
    ["identify --input", (file) => cli("identify", "--input", file)],
    ["explain --input", (file) => cli("explain", "--from", "torch", "--to", "simple", "--input", file)],
    [
      "floor --input",
      (file) => cli("floor", "--variant", "torch", "--label-smoothing", "0.1", "--input", file),
    ],
    ["merge", (file) => cli("merge", file)],
    [
      "--expected-failures",
      (file) => cli("conformance", "--backend", "js", "--variant", "torch", "--expected-failures", file),
    ],
    ["--onnx", (file) => cli("identify", "--onnx", file)],
  ];
  const npy = (file: string): { readonly [name: string]: string } =>
    input({ logits: file, target: [0], loss: 1 });
  return [
    ...commands.flatMap(([name, command]): HostileInput[] => [
      { item: "9", name: `${name} /dev/zero`, command: command("/dev/zero") },
      {
        item: "9",
        name: `${name} a link to /dev/zero`,
        links: { link: "/dev/zero" },
        command: command("link"),
      },
      { item: "9", name: `${name} a pipe that nobody writes`, fifos: ["pipe"], command: command("pipe") },
      {
        item: "9",
        name: `${name} a link to a pipe`,
        fifos: ["pipe"],
        links: { link: "pipe" },
        command: command("link"),
      },
      { item: "9", name: `${name} a folder`, command: command("/") },
      { item: "9", name: `${name} an empty file`, files: { empty: "" }, command: command("empty") },
    ]),
    {
      item: "9",
      name: ".npy /dev/zero",
      files: npy("x.npy"),
      links: { "x.npy": "/dev/zero" },
      command: cli("identify", "--input", "input.json"),
    },
    {
      item: "9",
      name: ".npy a pipe",
      files: npy("x.npy"),
      fifos: ["x.npy"],
      command: cli("identify", "--input", "input.json"),
    },
    {
      item: "9",
      name: "fixtures of /dev/zero",
      links: { "MANIFEST.json": "/dev/zero" },
      command: cli("conformance", "--backend", "js", "--fixtures", "."),
      exits: [2, 3],
    },
    {
      item: "9",
      name: "fixtures of a pipe",
      fifos: ["MANIFEST.json"],
      command: cli("conformance", "--backend", "js", "--fixtures", "."),
      exits: [2, 3],
    },
    {
      item: "9",
      name: "endless standard input",
      command: shell("yes '[[[[' | smoothproof identify --input -"),
    },
    {
      item: "9",
      name: "a pipe with a silent writer",
      fifos: ["pipe"],
      command: shell("sleep 30 >pipe & smoothproof merge pipe; code=$?; kill %1; exit $code"),
    },
    {
      item: "9",
      name: "a pipe of the shell is read",
      command: shell(
        `smoothproof identify --input <(sleep 1; echo '{"logits":[[2,1,0,-1,0.5]],"target":[0],"loss":0.7244379396277961}') | grep -q torch`,
      ),
      exits: [0],
    },
    {
      item: "12",
      name: "an input of 600 MB",
      command: shell("truncate -s 600M input.json && smoothproof identify --input input.json"),
    },
    {
      item: "12",
      name: "brackets without end",
      command: shell(
        "yes '[],[],[],[],[],[],[],[],[],[],' | head -c 60000000 >body && (printf '{\"logits\":['; cat body; printf '[]]}') >input.json && smoothproof identify --input input.json",
      ),
    },
    {
      item: "16",
      name: "merge takes a byte order mark",
      command: shell(
        "smoothproof conformance --backend js --variant torch --reporter json=a.json && (printf '\\xef\\xbb\\xbf'; cat a.json) >b.json && smoothproof merge b.json",
      ),
      exits: [0],
      seconds: JUDGED,
    },
    {
      item: "16",
      name: "--expected-failures takes a byte order mark",
      command: shell(
        "printf '\\xef\\xbb\\xbf[]' >list.json && smoothproof conformance --backend js --variant torch --expected-failures list.json",
      ),
      exits: [0],
      seconds: JUDGED,
    },
  ];
}

const HELLO = `const say = (m) => process.stdout.write(JSON.stringify(m) + "\\n");
const hello = { type: "hello", protocol: 1, implementation: { name: "x", version: "", language: "js" }, variants: ["torch"], gradient: true, dtypes: ["float64", "float32"] };
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const m = JSON.parse(line);
  if (m.type === "hello") say(hello);
  if (m.type === "echo") say(m);
  if (m.type === "run") run(m);
});
`;

function programs(cli: Make): readonly HostileInput[] {
  const program = (run: string): { readonly [name: string]: string } => ({ "adapter.cjs": `${HELLO}${run}` });
  const exec = `${process.execPath} adapter.cjs`;
  return [
    {
      item: "4",
      name: "an adapter that says hello again and again",
      files: program("function run() { setInterval(() => say(hello), 300); }"),
      command: cli("identify", "--exec", exec, "--timeout", "1"),
      exits: [1, 2],
      seconds: 20,
    },
    {
      item: "4",
      name: "identify has a limit of time",
      files: program("function run() { }"),
      command: cli("identify", "--exec", exec, "--timeout", "100", "--time-limit", "2"),
      exits: [1, 2],
    },
    {
      item: "4",
      name: "an adapter that eats memory",
      files: program(
        "const kept = []; function run() { setInterval(() => kept.push(Buffer.alloc(50e6, 1)), 5); }",
      ),
      command: cli("identify", "--exec", exec, "--timeout", "15", "--memory-limit", "0.5"),
      exits: [1, 2],
      seconds: 20,
      megabytes: 1_000,
    },
  ];
}

function reports(cli: Make): readonly HostileInput[] {
  const report = (
    change: object,
    verdicts: readonly unknown[] = [],
  ): { readonly [name: string]: string } => ({
    "report.json": JSON.stringify({
      format: "smoothproof-conformance/2",
      summary: {},
      implementation: { name: "x", version: "", language: "" },
      verdicts,
      footer: {
        verdicts: verdicts.length,
        smoothproof: "0.1.0",
        fixtures: { version: 1, sha256: "0" },
        references: {},
        truth: "",
        command: "",
        selection: {},
        ...change,
      },
    }),
  });
  const merge = cli("merge", "report.json");
  return [
    {
      item: "6",
      name: "merge of one of 3e8 shards",
      files: report({ shard: { index: 1, count: 3e8 } }),
      command: merge,
    },
    {
      item: "6",
      name: "merge of one of 0 shards",
      files: report({ shard: { index: 1, count: 0 } }),
      command: merge,
    },
    {
      item: "6",
      name: "merge of one of -1 shards",
      files: report({ shard: { index: 1, count: -1 } }),
      command: merge,
    },
    {
      item: "6",
      name: "merge of shard 7 of 2",
      files: report({ shard: { index: 7, count: 2 } }),
      command: merge,
    },
    {
      item: "14",
      name: "merge of verdicts that are none",
      files: report({}, [{ id: "a", status: "fail" }]),
      command: merge,
    },
    {
      item: "14",
      name: "merge of a status that is none",
      files: report({}, [{ id: "a", status: "nice" }]),
      command: merge,
    },
    {
      item: "14",
      name: "merge without references",
      files: report({ references: undefined }),
      command: merge,
    },
  ];
}

function searches(cli: Make): readonly HostileInput[] {
  const numbers = (length: number): number[] => Array.from({ length }, (_, i) => Math.sin(i * 12.9898) * 3);
  const matrix = (rows: number, width: number): object => wire([rows, width], numbers(rows * width));
  const target = (rows: number): object => wire([rows], new Array(rows).fill(0), "int64");
  const beside = input;
  return [
    {
      item: "11",
      name: "200,000 row losses",
      files: beside({
        logits: matrix(200_000, 3),
        target: target(200_000),
        loss: wire([200_000], numbers(200_000)),
      }),
      command: cli("identify", "--input", "input.json"),
      exits: [0, 1, 2],
    },
    {
      item: "11",
      name: "a gradient of 400 x 400",
      files: beside({ logits: matrix(400, 400), target: target(400), loss: 1, gradient: matrix(400, 400) }),
      command: cli("identify", "--input", "input.json"),
      exits: [0, 1, 2],
      slow: true,
    },
    {
      item: "11",
      name: "a gradient of 300 x 300 alone",
      files: beside({ logits: matrix(300, 300), target: target(300), gradient: matrix(300, 300) }),
      command: cli("identify", "--input", "input.json"),
      exits: [0, 1, 2],
      slow: true,
    },
  ];
}

function options(cli: Make): readonly HostileInput[] {
  const names = ["constructor", "__proto__", "toString", "hasOwnProperty"];
  const long = "a".repeat(70_000);
  const conformance = (...args: string[]): string[] => cli("conformance", "--backend", "js", ...args);
  return [
    ...names.flatMap((name): HostileInput[] => [
      { item: "12", name: `--backend ${name}`, command: cli("conformance", "--backend", name) },
      { item: "12", name: `--oracle ${name}`, command: cli("fuzz", "--oracle", name) },
      { item: "12", name: `--variant ${name}`, command: conformance("--variant", name) },
      {
        item: "12",
        name: `explain --from ${name}`,
        command: cli("convert", "0.1", "--from", name, "--to", "torch", "--classes", "5"),
      },
      {
        item: "12",
        name: `an option ${name}`,
        command: cli("convert", "0.1", "--from", `torch:${name}=1`, "--to", "torch", "--classes", "5"),
      },
      { item: "12", name: `--reporter ${name}`, command: conformance("--reporter", name) },
      { item: "12", name: `init ${name}`, command: cli("init", name) },
      { item: "12", name: `cases ${name}`, command: cli("cases", name) },
    ]),
    { item: "12", name: "--only a long glob", command: conformance("--only", long) },
    { item: "12", name: "--skip a long glob", command: conformance("--skip", long) },
    {
      item: "12",
      name: "--only a glob that backtracks",
      command: conformance("--only", `${"*a".repeat(40)}b`),
    },
    {
      item: "12",
      name: "--only nested braces",
      command: conformance("--only", `${"{a,".repeat(2_000)}b${"}".repeat(2_000)}`),
    },
    {
      item: "12",
      name: "an expected failure of a long glob",
      files: { "list.json": JSON.stringify([{ id: long, reason: "x" }]) },
      command: conformance("--expected-failures", "list.json"),
    },
    { item: "12", name: "a very long option", command: cli("conformance", `--${"x".repeat(100_000)}`) },
    {
      item: "13",
      name: "fuzz of 1e11 runs",
      command: cli("fuzz", "--oracle", "js", "--runs", "1e11", "--time-limit", "2", "--variant", "torch"),
      exits: [0],
    },
    {
      item: "13",
      name: "fuzz of most runs",
      command: cli(
        "fuzz",
        "--oracle",
        "js",
        "--runs",
        String(Number.MAX_SAFE_INTEGER),
        "--time-limit",
        "1",
        "--variant",
        "torch",
      ),
      exits: [0],
    },
    { item: "12", name: "a shard of many", command: conformance("--shard", "999999/999999") },
  ];
}

function texts(cli: Make): readonly HostileInput[] {
  const evil = "\u001b[2K\u001b[1A\r2054 passed, 0 failed, 0 skipped\n\u202eevil\u0007";
  const module = (body: string): { readonly [name: string]: string } => ({ "evil.mjs": body });
  // The answers to all failed calls are kept until they are explained, those of 200,000 rows among them.
  const megabytes = 600;
  const judged = ["conformance", "--module", "evil.mjs", "--variant", "torch", "--only", "torch.*"];
  return [
    {
      item: "15",
      name: "a long name of a field",
      files: { "input.json": `{"${"x".repeat(2_000_000)}": 1}` },
      command: cli("identify", "--input", "input.json"),
    },
    {
      item: "15",
      name: "a name of a field with escapes",
      files: input({ [evil]: 1 }),
      command: cli("identify", "--input", "input.json"),
    },
    {
      item: "15",
      name: "a module's message with escapes",
      files: module(
        `export const variants = ["torch"]; export function loss() { throw new Error(${JSON.stringify(evil)}); }`,
      ),
      command: cli(...judged),
      exits: [1],
      megabytes,
      seconds: 20,
      saysNot: /^2054 passed/m,
    },
    {
      item: "15",
      name: "a module's name with escapes",
      files: module(
        `export const name = ${JSON.stringify(evil)}; export const version = ${JSON.stringify(evil)}; export const variants = ["torch"]; export function loss() { return 0; }`,
      ),
      command: cli(...judged),
      exits: [1],
      megabytes,
      seconds: 20,
      saysNot: /^2054 passed/m,
    },
    {
      item: "15",
      name: "a module's message of 5 MB",
      files: module(
        `export const variants = ["torch"]; export function loss() { throw new Error("x".repeat(5e6)); }`,
      ),
      command: cli("conformance", "--module", "evil.mjs", "--variant", "torch", "--only", "torch.*2-d*"),
      exits: [1, 2],
      seconds: 20,
    },
    {
      item: "15",
      name: "identify a module's message with escapes",
      files: module(
        `export const variants = ["torch"]; export function loss() { throw new Error(${JSON.stringify(evil)}); }`,
      ),
      command: cli("identify", "--module", "evil.mjs"),
      exits: [1, 2],
      saysNot: /^2054 passed/m,
    },
    {
      item: "15",
      name: "a module's variant with escapes",
      files: module(
        `export const variants = [${JSON.stringify(evil)}]; export function loss() { return 0; }`,
      ),
      command: cli(...judged),
      saysNot: /^2054 passed/m,
    },
    {
      item: "15",
      name: "a module's import with escapes",
      files: module(`throw new Error(${JSON.stringify(evil)});`),
      command: cli(...judged),
      saysNot: /^2054 passed/m,
    },
    {
      item: "15",
      name: "a report's verdict with escapes",
      files: {
        "report.json": JSON.stringify({
          format: "smoothproof-conformance/2",
          summary: {},
          implementation: { name: evil, version: evil, language: "" },
          verdicts: [],
          footer: {
            verdicts: 0,
            smoothproof: evil,
            fixtures: { version: 1, sha256: evil },
            references: { [evil]: evil },
            truth: evil,
            command: evil,
            selection: {},
          },
        }),
      },
      command: cli("merge", "report.json"),
      exits: [0, 2],
      saysNot: /^2054 passed/m,
    },
    {
      item: "15",
      name: "a graph's names with escapes",
      files: {
        "evil.onnx": buildModel({
          ...CROSS_ENTROPY,
          inputs: [...CROSS_ENTROPY.inputs, { name: evil, type: 8, dims: [evil] }],
        }),
      },
      command: cli("identify", "--onnx", "evil.onnx"),
      exits: [0, 1, 2],
      saysNot: /^2054 passed/m,
    },
  ];
}
