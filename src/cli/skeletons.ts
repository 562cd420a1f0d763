/** The skeletons that `smoothproof init` writes. */

export interface Skeleton {
  readonly file: string;
  /** Commands that judge it, one after the other. */
  readonly commands: readonly string[];
}

export const SKELETONS = {
  python: { file: "adapter.py", commands: ['npx smoothproof conformance --exec "python adapter.py"'] },
  js: { file: "adapter.mjs", commands: ['npx smoothproof conformance --exec "node adapter.mjs"'] },
  rust: {
    file: "adapter.rs",
    commands: ["rustc -O --edition 2021 adapter.rs", "npx smoothproof conformance --exec ./adapter"],
  },
} as const satisfies { readonly [language: string]: Skeleton };

export type Language = keyof typeof SKELETONS;

export const LANGUAGES = Object.keys(SKELETONS) as readonly Language[];
