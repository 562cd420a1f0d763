import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, it } from "vitest";

it("the playground's code in other frameworks is what agrees when it is run", async () => {
  const script = fileURLToPath(new URL("../../scripts/site-snippets.ts", import.meta.url));
  const { exitCode, stderr } = await execa(process.execPath, ["--import", "tsx", script, "--check"], {
    reject: false,
  });
  expect(stderr).not.toContain("out of date");
  expect(exitCode).toBe(0);
}, 300_000);
