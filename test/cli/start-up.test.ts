/** What a command loads before it does anything: counted by what V8 says it compiled. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

const BIN = fileURLToPath(new URL("../../bin/smoothproof.js", import.meta.url));

/** Paths, from the package's root, of all module files that a run loads. */
async function loaded(args: readonly string[]): Promise<readonly string[]> {
  const directory = mkdtempSync(join(tmpdir(), "smoothproof-loaded-"));
  try {
    await execa(process.execPath, args, { env: { NODE_V8_COVERAGE: directory }, stdout: "ignore" });
    const urls = readdirSync(directory).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(directory, file), "utf8")) as {
        readonly result: readonly { readonly url: string }[];
      };
      return result.map(({ url }) => url);
    });
    const root = new URL("../..", import.meta.url).href;
    return [...new Set(urls)].filter((url) => url.startsWith(root)).map((url) => url.slice(root.length));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const packagesIn = (files: readonly string[]): readonly string[] =>
  [...new Set(files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []))].sort();

const isOurs = (file: string): boolean => file.startsWith("dist/");

describe("the command line loads what the command at hand needs", () => {
  it("--version and --help: the commands' names and options, and nothing of what they do", async () => {
    for (const args of [["--version"], ["--help"], ["conformance", "--help"]]) {
      const files = await loaded([BIN, ...args]);
      expect(packagesIn(files), args.join(" ")).toEqual(["commander", "picocolors"]);
      expect(files.filter(isOurs).length, args.join(" ")).toBeLessThanOrEqual(25);
    }
  });

  it("list: the records, and no schemas, fixtures or analyses", async () => {
    const files = await loaded([BIN, "list"]);
    expect(packagesIn(files)).toEqual(["commander", "picocolors"]);
    const foreign = files.filter((file) =>
      /^dist\/(?!cli|files|backends\/ids|report\/reporter-names|fixtures\/tier|formats\/written-number|report\/layout)/.test(
        file,
      ),
    );
    const rooms = [...new Set(foreign.map((file) => file.split("/")[1]))].sort();
    expect(rooms).toEqual(["conformance", "definition", "loss", "math", "variants", "wasm"]);
  });

  it("convert and floor: no schemas", async () => {
    const convert = ["convert", "0.1", "--from", "torch", "--to", "simple", "--classes", "10"];
    const floor = ["floor", "--variant", "torch:labelSmoothing=0.1", "--classes", "10"];
    for (const args of [convert, floor])
      expect(packagesIn(await loaded([BIN, ...args])), args[0]).not.toContain("zod");
  });
});
