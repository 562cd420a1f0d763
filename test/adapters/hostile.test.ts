/**
 * Adapters and modules that crash, hang or talk nonsense. Each costs its own vectors and no others where that can be
 * told, none hangs the run, and nothing it started is left.
 */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notPassed, type Run, runCli } from "./run-cli.ts";
import { type Subset, subset } from "./subset.ts";

const VECTORS = 60;
/** Place of the case that goes wrong where one does. */
const CULPRIT = 49;
/** Vectors of a long run, and the place of the one its program dies on: far past what it has in hand at once. */
const MANY = 520;
const FIVE_HUNDREDTH = 499;
/** Place of the call on which the modules go wrong. */
const STOPS = 30;
/** Calls by which a module is asked what it is, before the first vector. */
const FIRST_ASKED = 10;

/** Places of the vectors on which a process goes wrong, and the one that follows it. */
const placesOf = (stops: number): readonly number[] => [stops - FIRST_ASKED, 2 * stops + 1 - FIRST_ASKED];

let set: Subset;
beforeAll(() => {
  set = subset("equation1", ({ expect: expected, dtype }, index) => {
    return expected.kind === "value" && dtype === "float32" && index < 2 * VECTORS;
  });
});
afterAll(() => set.remove());

const program = (name: string): string => fileURLToPath(new URL(`hostile/${name}.mjs`, import.meta.url));
const module = (name: string): string =>
  fileURLToPath(new URL(`hostile-modules/${name}.mjs`, import.meta.url));

const LIMITS = ["--timeout", "1.5", "--start-timeout", "20", "--reporter", "json"];

function judge(flags: readonly string[]): Promise<Run> {
  return runCli(["conformance", "--fixtures", set.directory, ...LIMITS, ...flags]);
}

function judgeProgram(name: string, ...args: string[]): Promise<Run> {
  return judge(["--exec", [process.execPath, program(name), ...args].join(" ")]);
}

function judgeModule(name: string): Promise<Run> {
  return judge(["--module", module(name), "--variant", "equation1"]);
}

/** Everything was judged, and all is well but for these, each with its message. */
function expectErrored(run: Run, wanted: ReadonlyMap<string, RegExp>): void {
  const found = notPassed(run);
  expect([...found.keys()].sort(), run.stderr).toEqual([...wanted.keys()].sort());
  for (const [id, message] of wanted) {
    expect(found.get(id)).toMatchObject({ status: "error", message: expect.stringMatching(message) });
  }
  expect(run.report?.verdicts).toHaveLength(set.ids.length);
  expect(run.exitCode).toBe(wanted.size === 0 ? 0 : 1);
  expect(run.leftBehind).toEqual([]);
}

/** Nothing was judged, and one line says why. */
function expectRefused(run: Run, message: RegExp): void {
  // Where to find a program that speaks the protocol is said to those that do not.
  expect(run.stderr.replace(/\. A program is asked in the protocol of .*$/, "")).toMatch(message);
  expect(run.stderr.split("\n")).toHaveLength(1);
  expect(run.stdout).toBe("");
  expect(run.exitCode).toBe(2);
  expect(run.leftBehind).toEqual([]);
}

const culprit = (): string => set.ids[CULPRIT]!;

describe("an adapter that cannot be used", () => {
  it.concurrent.each<[string, RegExp]>([
    [
      "exits-at-once",
      /^--exec: the adapter exited with status 3; its standard error ends: "licence expired"$/,
    ],
    ["banner", /^--exec: the adapter wrote something that is not JSON to standard output: "MyFramework 3\.2/],
    ["closes-stdout", /^--exec: the adapter closed its standard output$/],
    ["another-protocol", /^--exec: the adapter broke the protocol: protocol: /],
    ["echo-loses-bits", /transport loses values, so no loss was judged: 5e-324 came back as 0$/],
    ["echo-loses-sign", /transport loses values, so no loss was judged: -0 came back as 0$/],
    ["echo-malformed", /no loss was judged: float64 \[5\] came back as float64 \[1, 5\]$/],
    ["closes-stdin", /^--exec: the adapter (closed its standard input|gave no answer within 1\.5 s)$/],
  ])("%s", async (name, message) => {
    expectRefused(await judgeProgram(name), message);
  });

  it("hangs-at-start", async () => {
    const run = await judge([
      "--start-timeout",
      "1",
      "--exec",
      `${process.execPath} ${program("hangs-at-start")}`,
    ]);
    expectRefused(
      run,
      /did not say hello within 1 s \(.*flushed.*\); its standard error ends: "loading the model"$/,
    );
  });

  it.concurrent.each<[string, RegExp]>([
    ["no-such-program --flag", /^--exec: the adapter cannot be started: no program named no-such-program$/],
    [program("banner"), /^--exec: the adapter cannot be started: .*banner\.mjs is not executable$/],
    ["  ", /^--exec: expected a program to start, got none$/],
    ["node 'my loss.mjs", /^--exec: expected a closing ' in node 'my loss\.mjs$/],
  ])("the command %j", async (command, message) => {
    expectRefused(await judge(["--exec", command]), message);
  });

  it("knows none of the variants", async () => {
    const run = await judgeProgram("knows-no-variant");
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(
      /nothing was judged: no vector that matches is of a variant that other has \(focal\)/,
    );
    expect(run.leftBehind).toEqual([]);
  });
});

describe("an adapter that is odd, but right", () => {
  it.concurrent.each<[string, RegExp]>([
    ["out-of-order", /^$/],
    ["answers-twice", /^remark: the adapter answered \S+ more than once \(and 59 more like it\)$/],
    ["floods-stderr", /^$/],
    ["ignores-bye", /^$/],
    ["leaves-grandchild", /^$/],
    ["echo-skipped", /^remark: the adapter skipped the echo \(not written yet\): its transport is untested$/],
  ])("%s", async (name, remark) => {
    const run = await judgeProgram(name);
    expectErrored(run, new Map());
    expect(run.traced).toBe(name.includes("grandchild") ? 2 : 1);
    expect(run.stderr).toMatch(remark);
  });
});

describe("an adapter that fails on one case", () => {
  it.concurrent.each<[string, RegExp]>([
    ["dies-on-case", /^the adapter exited with status 139; its standard error ends: "Segmentation fault"$/],
    ["hangs-on-case", /^the adapter gave no answer within 1\.5 s$/],
    ["never-answers", /^the adapter gave no answer within 1\.5 s$/],
    ["out-of-order", /^the adapter exited with status 1$/],
    ["dies-with-grandchild", /^the adapter exited with status 9$/],
    ["another-id", /^the adapter answered with an id which was not asked, "somebody-else"$/],
    ["one-long-line", /^the adapter wrote a line longer than 64 MiB$/],
    [
      "invalid-json",
      /^the adapter wrote something that is not JSON.*\(NaN must be a string, such as "NaN"\)$/,
    ],
    ["prints-between", /^the adapter wrote something that is not JSON to standard output: "step 3 of 4"$/],
  ])("%s", async (name, message) => {
    expectErrored(await judgeProgram(name, culprit()), new Map([[culprit(), message]]));
  });

  it.concurrent("dies-on-case, the 500th of 520", async () => {
    let taken = 0;
    const many = subset(["keras-binary", "simple", "torch"], ({ expect: expected }) => {
      return expected.kind === "value" && taken++ < MANY;
    });
    try {
      expect(many.ids).toHaveLength(MANY);
      const dying = many.ids[FIVE_HUNDREDTH]!;
      const run = await runCli([
        ...["conformance", "--fixtures", many.directory, ...LIMITS],
        ...["--exec", `${process.execPath} ${program("dies-on-case")} ${dying}`],
      ]);
      expect([...notPassed(run).keys()], run.stderr).toEqual([dying]);
      expect(notPassed(run).get(dying)).toMatchObject({
        status: "error",
        message: expect.stringMatching(/^the adapter exited with status 139; .*"Segmentation fault"$/),
      });
      expect(run.report?.verdicts).toHaveLength(MANY);
      expect(run.exitCode).toBe(1);
      expect(run.leftBehind).toEqual([]);
    } finally {
      many.remove();
    }
  });

  it.concurrent("a line that was cut off", async () => {
    const run = await judgeProgram("invalid-json", culprit(), "cut");
    expectErrored(run, new Map([[culprit(), /^the adapter wrote something that is not JSON/]]));
  });
});

describe("an adapter that fails on all cases", () => {
  it.concurrent.each<[string, "error" | "fail", RegExp]>([
    [
      "dies-on-every-case",
      "error",
      /the adapter was ended by SIGABRT|given up after 5 starts without an answer/,
    ],
    [
      "wrong-shapes",
      "fail",
      /^loss: expected shape .*, got |the adapter's gradient cannot be read: expected \d+ values for shape/,
    ],
    ["wrong-dtype", "fail", /expected dtype float32, got float16|broke the protocol: loss\.dtype: /],
    ["wrong-message", "error", /^the adapter (broke the protocol: |answered a run with echo)/],
  ])("%s", async (name, status, message) => {
    const run = await judgeProgram(name);
    const verdicts = run.report?.verdicts ?? [];
    expect(verdicts).toHaveLength(set.ids.length);
    expect(verdicts[0]?.status).toBe(status);
    for (const verdict of verdicts) {
      // Those that were open when it was given up were never judged.
      expect(["fail", "error", "notJudged"]).toContain(verdict.status);
      expect(verdict.message).toMatch(message);
    }
    const { errored, notJudged } = run.report!.summary;
    if (name === "dies-on-every-case") expect([errored, notJudged]).toEqual([5, set.ids.length - 5]);
    expect(run.exitCode).toBe(1);
    expect(run.leftBehind).toEqual([]);
  });

  it.concurrent("answers one and exits, and is started again for each", async () => {
    const five = set.ids.slice(0, 5);
    const run = await judge([
      ...five.flatMap((id) => ["--only", id]),
      ...["--exec", `${process.execPath} ${program("answers-one-and-exits")}`],
    ]);
    // The one it has in hand as it exits is lost each time.
    expect([...notPassed(run).values()]).toEqual(
      [five[1], five[3]].map((id) =>
        expect.objectContaining({ id, status: "error", message: "the adapter exited with status 0" }),
      ),
    );
    expect(run.report?.summary).toMatchObject({ passed: 3, errored: 2 });
    expect(run.exitCode).toBe(1);
    expect(run.leftBehind).toEqual([]);
  });
});

describe("a module", () => {
  it.concurrent.each<[string, RegExp]>([
    ["throws-on-import", /^--module: the adapter refused to start: .*throws-on-import\.mjs: no GPU here$/],
    [
      "exports-nothing",
      /expected an export named loss or lossAndGradient, or losses with one of them per variant$/,
    ],
    ["exports-something-else", /expected an export named loss or lossAndGradient/],
    ["variants-no-list", /variants: expected an array of variant ids, got "torch"$/],
    ["unknown-variant", /variants: expected ids of .*, got "toch"$/],
    [
      "waits-forever",
      /^--module: the adapter refused to start: .*: its import ended the process, or waits at top level/,
    ],
    [
      "exits-on-import",
      /^--module: the adapter refused to start: .*: its import ended the process, or waits at top level/,
    ],
    ["not-there", /^--module: the adapter refused to start: .*Cannot find module/],
  ])("that cannot be used: %s", async (name, message) => {
    expectRefused(await judgeModule(name), message);
  });

  it.concurrent.each(["right", "mutates-inputs", "prints"])("that is right: %s", async (name) => {
    expectErrored(await judgeModule(name), new Map());
  });

  it.concurrent.each<[string, RegExp]>([
    ["never-settles", /^the adapter gave no answer within 1\.5 s$/],
    ["loops-forever", /^the adapter gave no answer within 1\.5 s$/],
    ["exits", /^the adapter exited with status 0$/],
  ])("that stops answering: %s", async (name, message) => {
    const run = await judgeModule(name);
    expectErrored(run, new Map(placesOf(STOPS).map((place) => [set.ids[place]!, message])));
  });

  it.concurrent("that rejects a promise nobody waits for: its process ends", async () => {
    const run = await judgeModule("rejects-later");
    // The call that left the promise behind has its answer; the next one is under way.
    const message = /^the adapter exited with status 1; its standard error ends: /;
    expectErrored(run, new Map(placesOf(STOPS + 1).map((place) => [set.ids[place]!, message])));
  });

  it.concurrent("that throws once: the call fails, the rest is judged", async () => {
    const run = await judgeModule("throws-now-and-then");
    const wrong = [...notPassed(run).values()];
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toMatchObject({ status: "fail", output: "error" });
    expect(wrong[0]?.message).toMatch(/undefined is not a function/);
    expect(run.exitCode).toBe(1);
  });

  it.concurrent("that returns nothing implements nothing, which is no pass", async () => {
    const run = await judgeModule("wrong-result");
    expect(notPassed(run).size).toBe(set.ids.length);
    expect(run.exitCode).toBe(2);
  });
});

describe("the whole run", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("ends by %s, its adapter with it", async (signal) => {
    const flags = [
      "--timeout",
      "100",
      "--exec",
      `${process.execPath} ${program("hangs-on-case")} ${culprit()}`,
    ];
    const run = await runCli(["conformance", "--fixtures", set.directory, ...flags], {
      interruptAfter: /judging/,
      signal,
    });
    expect(run.signal).toBe(signal);
    expect(run.leftBehind).toEqual([]);
  });

  it("ends at its time limit", async () => {
    const started = Date.now();
    const run = await judge([
      ...["--time-limit", "1", "--timeout", "100"],
      ...["--exec", `${process.execPath} ${program("hangs-on-case")} ${culprit()}`],
    ]);
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(notPassed(run).get(culprit())).toMatchObject({
      status: "notJudged",
      message: "the adapter was stopped before it answered",
    });
    expect(run.exitCode).toBe(1);
    expect(run.leftBehind).toEqual([]);
  });
});
