import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { torch } from "../src/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

describe("the README", () => {
  it("shows tables that the suite measures now", async () => {
    const { exitCode, stderr } = await execa(
      process.execPath,
      ["--import", "tsx", "scripts/pages.ts", "results", "--check"],
      {
        cwd: root,
        reject: false,
      },
    );
    expect([exitCode, stderr]).toEqual([0, ""]);
  });

  it("shows a number that the library gives", () => {
    const shown = /\/\/ (0\.\d+)/.exec(readFileSync(`${root}/README.md`, "utf8"))?.[1];
    expect(String(torch({ labelSmoothing: 0.1 }).loss([[2, 1, 0, -1, 0.5]], [0]).data[0])).toBe(shown);
  });
});
