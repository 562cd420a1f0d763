/** Chooses the build of the kernels that runs here, and loads it. */
import { engine } from "./engine.ts";
import type { Widen } from "./kernel.ts";
import { MOST_APART } from "./serves.ts";

/** The builds, the best first: each is loaded alone, as hexadecimal digits. */
const LOADERS = {
  "relaxed-simd": () => import("./builds/relaxed-simd.ts"),
  simd: () => import("./builds/simd.ts"),
  scalar: () => import("./builds/scalar.ts"),
} as const;

export type Build = keyof typeof LOADERS;

export const BUILDS = Object.keys(LOADERS) as readonly Build[];

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
  readonly labels32: Rows;
  readonly planes32: Rows;
  readonly widen: Widen;
  /** The way back: rounds float32, none of them NaN. */
  readonly narrow: Widen;
  readonly heapBase: { readonly value: number };
  /** Where an instance keeps a block's intermediate results: `SCRATCH_BYTES` that no other instance may use. */
  readonly scratch: { value: number };
}

/** Room for sixteen positions of the most classes, logits and masses, and for what all rows need: pages that are not used cost nothing. */
export const SCRATCH_BYTES = 4096 + 2 * 64 * MOST_APART;

/** The bytes of a build. */
export async function bytesOf(build: Build): Promise<Uint8Array<ArrayBuffer>> {
  return fromHex((await LOADERS[build]()).default);
}

/** Bytes from pairs of hexadecimal digits. */
export function fromHex(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

/** The import of a memory: module, name, kind, and flags of which 1 is a maximum and 2 is sharing. */
const MEMORY_IMPORT = [3, ...ascii("env"), 6, ...ascii("memory"), 2, 1];

/** Changes the bytes of a build into those of one whose memory several threads share. */
export function markShared(bytes: Uint8Array): void {
  const at = bytes.findIndex((_, i) => MEMORY_IMPORT.every((byte, j) => bytes[i + j] === byte));
  if (at === -1) throw new Error("builds: expected an imported memory");
  bytes[at + MEMORY_IMPORT.length - 1] = 3;
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

/** An empty module that has a function with one instruction of what a build needs, if that is anything. */
const HEADER = "0061736d01000000";
const PROBES: { readonly [build in Build]: string } = {
  "relaxed-simd": `${HEADER}010501600001 7b030201000a0f010d00 4100fd0f4100fd0ffd8002 0b`,
  simd: `${HEADER}010501600001 7b030201000a08010600 4100fd0f 0b`,
  scalar: HEADER,
};

/** The builds that this engine runs, the best first. */
export function runnableBuilds(): readonly Build[] {
  const webAssembly = engine();
  return BUILDS.filter((build) => webAssembly?.validate(fromHex(PROBES[build].replaceAll(" ", ""))));
}

/** The best build that this engine runs; undefined where there is no WebAssembly. */
export function bestBuild(): Build | undefined {
  return runnableBuilds()[0];
}
