/** The pytest skeleton, filled in: once right, once as people get it wrong. Run by npm run test:python. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smoothproof } from "./run.ts";

const PROJECT = fileURLToPath(new URL("../../python-ref", import.meta.url));
const TEST = "test_label_smoothing.py";
/** The calls that such a loss is written for: rows of logits, class indices, a mean, and nothing else. */
const PLAIN = "torch.{mean.index.2d.ordinary.*,real.digits.f32}";

/** The loss, with the masses of the true class and of the others left open. */
const filling = (on: string, off: string): string =>
  [
    "    import numpy as np",
    "    x, t, a = inputs['logits'].array().astype(float), inputs['target'].array(), options.get('labelSmoothing', 0)",
    "    n, k = x.shape",
    "    log_p = x - np.logaddexp.reduce(x, axis=1, keepdims=True)",
    `    q = np.where(np.arange(k) == t[:, None], ${on}, ${off})`,
    "    return -(q * log_p).sum() / n, (np.exp(log_p) - q) / n",
  ].join("\n");

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "smoothproof-pytest-"));
  await smoothproof(["init", "pytest"], "", folder);
  const { stdout } = await smoothproof(["vectors", "--tier", "core", "--only", PLAIN]);
  writeFileSync(join(folder, "label_smoothing_vectors.jsonl"), `${stdout}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function tested(loss: string): Promise<{ exitCode?: number | undefined; stdout: string }> {
  const blank = '    pytest.skip("not written yet")';
  const skeleton = readFileSync(join(folder, TEST), "utf8");
  expect(skeleton).toContain(blank);
  writeFileSync(join(folder, "test_filled.py"), skeleton.replace(blank, loss));
  const command = ["run", "--no-sync", "--project", PROJECT, "pytest", "-q", "-p", "no:cacheprovider"];
  return execa("uv", [...command, "test_filled.py"], { cwd: folder, reject: false });
}

describe("the skeleton for pytest", () => {
  it("passes with a loss that is right", async () => {
    const { exitCode, stdout } = await tested(filling("1 - a + a / k", "a / k"));
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toMatch(/^\d+ passed in /m);
  });

  it("fails with a naive one, saying which number it is", async () => {
    const { exitCode, stdout } = await tested(filling("1 - a", "a / (k - 1)"));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/loss, element 0: expected \S+, got \S+, \S+ allowed/);
  });
});
