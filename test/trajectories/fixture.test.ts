import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EXPERIMENTS, openTrajectory } from "../../scripts/pages/training/fixture.ts";
import { fixturesDirectory } from "../../src/fixtures/layout.ts";

const copy = mkdtempSync(join(tmpdir(), "trajectories-"));
afterAll(() => rmSync(copy, { recursive: true }));

/** The fixtures with one file changed. */
function changed(name: string, change: (bytes: Buffer) => Buffer): string {
  cpSync(join(fixturesDirectory(), "trajectories"), join(copy, "trajectories"), { recursive: true });
  const path = join(copy, "trajectories", name);
  writeFileSync(path, change(readFileSync(path)));
  return copy;
}

describe("openTrajectory", () => {
  it.each(EXPERIMENTS)("%s: as many batches as steps, every sample once an epoch", (name) => {
    const { file, batches, samples } = openTrajectory(name);
    const { steps, epochs } = file.training;
    expect(batches).toHaveLength(steps);
    const seen = batches.slice(0, steps / epochs).flat();
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: samples.count }, (_, at) => at));
  });

  it("reads a word as windows of letters and classes with padding", () => {
    const { file, samples } = openTrajectory("words");
    if (!("alphabet" in file.data)) throw new TypeError("data: expected words");
    const { samples: words, classes, positions } = file.data;
    const at = words.findIndex(({ letters }) => letters.length < positions);
    const { letters, phonemes } = words[at]!;
    const targets = [...samples.targets.slice(at * positions, (at + 1) * positions)];
    const padding = Array.from({ length: positions - letters.length }, () => "(padding)");
    expect(targets.map((target) => classes[target])).toEqual([...phonemes.split(" "), ...padding]);
    const [, window] = samples.inputShape;
    const first = [...samples.inputs.slice(at * positions * window!, (at * positions + 1) * window!)];
    const codes = [...letters].map((letter) => letter.charCodeAt(0) - 64);
    expect(first).toEqual([0, 0, codes[0], codes[1], codes[2]]);
  });

  it("refuses a changed loss, a changed weight and a missing file", () => {
    const digit = (bytes: Buffer) => Buffer.from(bytes.toString().replace(/"loss": \[1/, '"loss": [2'));
    expect(() => openTrajectory("iris", changed("iris.json", digit))).toThrow(
      /^trajectories\/iris.json: contentSha256.*Run: cd python-ref/,
    );
    const bit = (bytes: Buffer) => {
      bytes[bytes.length - 1]! ^= 1;
      return bytes;
    };
    expect(() => openTrajectory("iris", changed("iris.safetensors", bit))).toThrow(
      /iris.safetensors: sha256/,
    );
    expect(() => openTrajectory("nothing")).toThrow("trajectories/nothing.json: is missing");
  });
});
