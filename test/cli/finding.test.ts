/** Finding one's way: one variant, one vector, and what a shell completes. */
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { smoothproof } from "./run.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("list ID", () => {
  it("tells one variant: its options, inputs, quirks and source", async () => {
    const { exitCode, stdout } = await smoothproof(["list", "opennmt"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^opennmt: /);
    expect(stdout).toMatch(/^ {2}labelSmoothing: .*required$/m);
    expect(stdout).toMatch(/^ {2}ignoreIndex: an integer; default -100$/m);
    expect(stdout).toMatch(/^ {2}logProbs, /m);
    expect(stdout).toMatch(/^quirks$/m);
    expect(stdout.split("\n").every((line) => line.length <= 80 || line.includes("https://"))).toBe(true);
  });

  it("names the nearest where there is none", async () => {
    const { exitCode, stdout, stderr } = await smoothproof(["list", "pytorch"]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Did you mean torch");
  });
});

describe("vectors --show ID", () => {
  const ID = "torch.mean.index.2d.ordinary.a0.f64";

  it("as text: what goes in and what came out", async () => {
    const { stdout } = await smoothproof(["vectors", "--show", ID]);
    expect(stdout.split("\n")[0]).toBe(ID);
    for (const label of ["variant", "options", "logits", "target", "reference", "loss", "gradient"])
      expect(stdout).toMatch(new RegExp(`^${label} `, "m"));
  });

  it("--as js: a program that gives the expected loss", async () => {
    const program = (await smoothproof(["vectors", "--show", ID, "--as", "js"])).stdout;
    const { stdout } = await execa(process.execPath, ["--input-type=module"], { cwd: ROOT, input: program });
    const [, expected] = /expected: loss (\S+), gradient/.exec(program) ?? [];
    const [, got] = /data: Float64Array\(1\) \[ (\S+) \]/.exec(stdout) ?? [];
    expect(Number(got)).toBeCloseTo(Number(expected), 14);
  });

  it("--as python: a program of PyTorch, and of no other reference", async () => {
    const { stdout } = await smoothproof(["vectors", "--show", ID, "--as", "python"]);
    expect(stdout).toContain("criterion = torch.nn.CrossEntropyLoss(");
    const compiled = "import sys; compile(sys.stdin.read(), 'shown', 'exec')";
    await execa("python3", ["-c", compiled], { input: stdout });
    const other = await smoothproof([
      ...["vectors", "--show", "simple.mean.index.2d.ordinary.a0.f64", "--as", "python"],
    ]);
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toMatch(/--as js$/);
  });
});

describe("completion", () => {
  /** What bash offers for the last of the words. */
  async function completed(...words: string[]): Promise<string[]> {
    const script = (await smoothproof(["completion", "bash"])).stdout;
    const line = `COMP_WORDS=(smoothproof ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}`;
    const { stdout } = await execa("bash", ["--norc"], {
      input: `${script}\n${line}\n_smoothproof\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`,
    });
    return stdout.split("\n");
  }

  it("bash: commands, and the options and choices of each", async () => {
    expect(await completed("conf")).toEqual(["conformance"]);
    expect(await completed("fuzz", "--ti")).toEqual(["--timeout", "--tier", "--time-limit"]);
    expect(await completed("init", "py")).toEqual(["python", "pytest"]);
  });

  it("zsh and fish: a script for each", async () => {
    expect((await smoothproof(["completion", "zsh"])).stdout).toContain("bashcompinit");
    const fish = (await smoothproof(["completion", "fish"])).stdout;
    expect(fish).toMatch(/^complete -c smoothproof .* -l bail$/m);
    expect(fish.split("\n").every((line) => line.startsWith("complete -c smoothproof "))).toBe(true);
  });
});
