/** Whatever a path leads to, it is read to its end, to a limit, or refused: it never blocks. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FileError, fileReason } from "../../src/files/file-reason.ts";
import { JsonError, parseJson } from "../../src/files/json.ts";
import { readOutside, textOf } from "../../src/files/reading.ts";

const folder = mkdtempSync(join(tmpdir(), "smoothproof-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string): string => join(folder, name);

function reasonFor(path: string, most = 1000): string {
  try {
    readOutside(path, { most });
  } catch (cause) {
    return fileReason(cause);
  }
  return "it was read";
}

describe.skipIf(process.platform === "win32")("reading", () => {
  it("reads a file whole, and what has no size of its own", () => {
    writeFileSync(place("whole"), "x".repeat(100_000));
    expect(readOutside(place("whole"), { most: 100_000 })).toHaveLength(100_000);
    if (process.platform === "linux")
      expect(readOutside("/proc/self/status", { most: 1e6 }).length).toBeGreaterThan(100);
  });

  it("refuses what is larger than the limit without reading it", () => {
    writeFileSync(place("sparse"), "");
    truncateSync(place("sparse"), 2 ** 40);
    expect(reasonFor(place("sparse"), 2 ** 20)).toBe("it has more than 1 MiB");
  });

  it.each([
    ["/dev/zero", "it is not a regular file"],
    ["/dev/null", "it is not a regular file"],
    [folder, "it is a folder"],
    [place("none"), "no such file or folder"],
    [`${place("whole")}/x`, "a part of its path is not a folder"],
    [place("x".repeat(300)), "its name is too long"],
    ["a\0b", "its name holds a zero byte"],
  ])("refuses %j: %s", (path, reason) => {
    expect(reasonFor(path)).toBe(reason);
  });

  it("follows a link to a device and refuses it; one that leads to itself, too", () => {
    symlinkSync("/dev/zero", place("zeros"));
    symlinkSync(place("circle"), place("circle"));
    expect(reasonFor(place("zeros"))).toBe("it is not a regular file");
    expect(reasonFor(place("circle"))).toBe("its links lead in a circle");
  });

  it("refuses a pipe that nobody writes into, and one that is held open in silence", () => {
    execFileSync("mkfifo", [place("unused"), place("silent")]);
    expect(reasonFor(place("unused"))).toBe("it is a pipe that nobody writes to");
    const held = openSync(place("silent"), "r+");
    expect(held).toBeGreaterThan(0);
    expect(reasonFor(place("silent"))).toBe("it is a pipe that is silent for 3 s");
  });

  it("reads a pipe that is written into bit by bit, up to the limit", async () => {
    execFileSync("mkfifo", [place("pipe")]);
    const writer = spawn("sh", ["-c", `(echo one; sleep 0.4; echo two) >"${place("pipe")}"`]);
    expect(readOutside(place("pipe"), { most: 1000 }).toString()).toBe("one\ntwo\n");
    writer.kill();
    const endless = spawn("sh", ["-c", `yes >"${place("pipe")}"`]);
    expect(reasonFor(place("pipe"), 2 ** 20)).toBe("it has more than 1 MiB");
    endless.kill();
  });
});

describe("text", () => {
  it("is without its byte order mark, and UTF-8", () => {
    expect(textOf(Buffer.from("\uFEFF{}"))).toBe("{}");
    expect(() => textOf(Buffer.from("\uFEFF{}", "utf16le"))).toThrow(FileError);
  });
});

describe("JSON", () => {
  it("says what is wrong, and names what JSON has no digits for", () => {
    expect(() => parseJson("[1, NaN]")).toThrow(
      /^expected JSON: .*\. JSON has no NaN: write "NaN", in quotes$/,
    );
    expect(() => parseJson("{")).toThrow(JsonError);
  });

  it("refuses more parts than any report has before it parses them", () => {
    expect(() => parseJson(`[${"[],".repeat(4_194_304)}0]`)).toThrow(
      /at most 4194304 arrays and objects, got 4194305/,
    );
    expect(() => parseJson(`{${'"":0,'.repeat(4_194_304)}"":0}`)).toThrow(
      /at most 4194304 fields, got 4194305/,
    );
  });
});
