/** Chooses the build of the kernels that runs here, and instantiates it. */
import { BINARIES } from "./binaries.ts";
import { engine } from "./engine.ts";
import type { Widen } from "./kernel.ts";

export type Build = keyof typeof BINARIES;

/** The builds, the best first. */
export const BUILDS = Object.keys(BINARIES) as readonly Build[];

/** The exports of assembly/rows.ts. */
type Rows = (
  x: number,
  out: number,
  halves: number,
  masses: number,
  massesStep: number,
  targets: number,
  coefficients: number,
  losses: number,
  left: number,
  from: number,
  to: number,
  length: number,
  flags: number,
  excluded: number,
  ignoreIndex: number,
  constants: number,
) => void;

export interface Kernels {
  readonly rows32: Rows;
  readonly rows64: Rows;
  readonly widen: Widen;
  /** The way back: rounds float32, none of them NaN. */
  readonly narrow: Widen;
  readonly heapBase: { readonly value: number };
  /** Where an instance keeps a block's intermediate results: `SCRATCH_BYTES` that no other instance may use. */
  readonly scratch: { value: number };
}

/** The same number as in assembly/rows.ts. */
export const SCRATCH_BYTES = 1024;

/** The bytes of a build; `shared` if several threads share its memory. */
export function bytesOf(build: Build, shared = false): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(BINARIES[build]), (character) => character.charCodeAt(0));
  if (shared) markShared(bytes);
  return bytes;
}

/** The import of a memory: module, name, kind, and flags of which 1 is a maximum and 2 is sharing. */
const MEMORY_IMPORT = [3, ...ascii("env"), 6, ...ascii("memory"), 2, 1];

function markShared(bytes: Uint8Array): void {
  const at = bytes.findIndex((_, i) => MEMORY_IMPORT.every((byte, j) => bytes[i + j] === byte));
  if (at === -1) throw new Error("binaries: expected an imported memory");
  bytes[at + MEMORY_IMPORT.length - 1] = 3;
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

/** The best build that this engine accepts; undefined where there is no WebAssembly. */
export function bestBuild(): Build | undefined {
  const webAssembly = engine();
  return BUILDS.find((build) => webAssembly?.validate(bytesOf(build)));
}
