/** The Python package from its wheel, in an environment that has nothing else but NumPy: a loss that is right, and a usual mistake. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const LIMIT_MS = 600_000;

/** Rows of logits with class indices; the masses of the true class and of the others are left open. */
const loss = (on: string, off: string): string => `
import numpy as np
from smoothproof_vectors.calling import Skip

def my_loss(logits, target, label_smoothing=0.0):
    if logits.ndim != 2 or target.dtype.kind != "i" or (target < 0).any() or not logits.size:
        raise Skip("rows with class indices alone")
    x, a, (n, k) = np.asarray(logits, float), label_smoothing, logits.shape
    log_p = x - x.max(1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(1, keepdims=True))
    q = np.where(np.arange(k) == target[:, None], ${on}, ${off})
    return -(q * log_p).sum(1).mean(), (np.exp(log_p) - q) / n
`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "smoothproof-wheel-"));
  await execa("npx", ["tsx", "scripts/pack-python.ts"], { cwd: ROOT });
  await execa("uv", ["build", "--wheel", "--out-dir", folder, join(ROOT, "python")]);
  await execa("uv", ["venv", join(folder, "empty")]);
  const wheel = join(folder, "smoothproof_vectors-0.1.0-py3-none-any.whl");
  await execa("uv", ["pip", "install", "--python", join(folder, "empty/bin/python"), wheel]);
}, LIMIT_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function judged(text: string): Promise<{ exitCode?: number | undefined; stdout: string }> {
  writeFileSync(join(folder, "my_module.py"), text);
  const args = ["-B", "-m", "smoothproof_vectors", "my_module:my_loss", "--tier", "core"];
  return execa(join(folder, "empty/bin/python"), args, { cwd: folder, reject: false });
}

it(
  "passes a loss that is right, and names the mistake of one that is not",
  async () => {
    const right = await judged(loss("1 - a + a / k", "a / k"));
    expect(right.stdout).toMatch(/^PASS {2}core (\d{2,}) of \1$/m);
    expect(right.exitCode).toBe(0);
    const naive = await judged(loss("1 - a", "a / max(k - 1, 1)"));
    expect(naive.stdout).toMatch(/^\d+x .*a\/\(K-1\)/);
    expect(naive.exitCode).toBe(1);
  },
  LIMIT_MS,
);
