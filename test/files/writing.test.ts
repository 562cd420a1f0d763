/** A file that is written appears whole or not at all, and nobody else's file is touched. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileReason } from "../../src/files/file-reason.ts";
import { checkWritable, replaceFile } from "../../src/files/writing.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smoothproof-writing-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string): string => join(folder, name);
const at = (name: string): string => readFileSync(place(name), "utf8");

function reasonFor(write: () => void): string {
  try {
    write();
  } catch (cause) {
    return fileReason(cause);
  }
  return "it was written";
}

describe("a file that is replaced", () => {
  it("is there whole, alone, with the mode that it had", () => {
    writeFileSync(place("report"), "old");
    chmodSync(place("report"), 0o600);
    replaceFile(place("report"), "new");
    expect([at("report"), readdirSync(folder), statSync(place("report")).mode & 0o777]).toEqual([
      "new",
      ["report"],
      0o600,
    ]);
  });

  it("leaves files, links and pipes of others alone", () => {
    writeFileSync(place("report.partial"), "mine");
    writeFileSync(place(".report.smoothproof-1-2"), "mine, too");
    replaceFile(place("report"), "new");
    expect([at("report.partial"), at(".report.smoothproof-1-2"), at("report")]).toEqual([
      "mine",
      "mine, too",
      "new",
    ]);
  });

  it("is what a link leads to, there already or not, and the link stays", () => {
    mkdirSync(place("elsewhere"));
    symlinkSync("elsewhere/one", place("first"));
    symlinkSync("first", place("second"));
    for (const text of ["new", "newer"]) {
      replaceFile(place("second"), text);
      expect([at("elsewhere/one"), lstatSync(place("second")).isSymbolicLink()]).toEqual([text, true]);
    }
    expect(lstatSync(place("first")).isSymbolicLink()).toBe(true);
    expect(readdirSync(place("elsewhere"))).toEqual(["one"]);
  });

  it.each([
    ["nowhere/report", "no such file or folder"],
    [".", "it is a folder"],
    ["circle", "its links lead in a circle"],
  ])("is refused beforehand: %s, %s", (name, reason) => {
    symlinkSync("circle", place("circle"));
    expect(reasonFor(() => checkWritable(place(name)))).toBe(reason);
    expect(reasonFor(() => checkWritable(place("report")))).toBe("it was written");
    expect(existsSync(place("report"))).toBe(false);
  });

  it("takes away what a killed process left, and nothing of one that runs", () => {
    const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
    const gone = spawnSync(process.execPath, ["-e", "0"]).pid;
    const name = (pid: number): string => `.report.smoothproof-${host}-${pid}-0123456789ab`;
    for (const pid of [gone, process.pid]) writeFileSync(place(name(pid)), "part");
    replaceFile(place("report"), "new");
    expect(readdirSync(folder).sort()).toEqual([name(process.pid), "report"]);
  });
});

describe.skipIf(!existsSync("/dev/full"))("a pipe or a device", () => {
  it("is written to: its failure is known", () => {
    expect(reasonFor(() => replaceFile("/dev/full", "text"))).toBe("the disk is full");
    expect(reasonFor(() => replaceFile("/dev/null", "text"))).toBe("it was written");
  });

  it("without a reader is not waited for", () => {
    execFileSync("mkfifo", [place("pipe")]);
    expect(reasonFor(() => replaceFile(place("pipe"), "text"))).toBe("nothing reads from that pipe");
    expect(lstatSync(place("pipe")).isFIFO()).toBe(true);
  });
});
