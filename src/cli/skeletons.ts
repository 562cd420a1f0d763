/** The skeletons that `smoothproof init` writes. */

export interface Skeleton {
  readonly file: string;
  /** What it needs beside it, which nobody has to change. */
  readonly beside?: string;
  /** What the user has to fill in. */
  readonly fill: string;
  /** Commands that judge it, one after the other. */
  readonly commands: readonly string[];
}

export const SKELETONS = {
  python: {
    file: "adapter.py",
    beside: "speak.py",
    fill: "run()",
    commands: ['npx smoothproof conformance --exec "python3 adapter.py"'],
  },
  js: {
    file: "adapter.mjs",
    beside: "speak.mjs",
    fill: "run()",
    commands: ['npx smoothproof conformance --exec "node adapter.mjs"'],
  },
  rust: {
    file: "adapter.rs",
    beside: "speak.rs",
    fill: "run()",
    commands: ["rustc -O --edition 2021 adapter.rs", "npx smoothproof conformance --exec ./adapter"],
  },
  go: {
    file: "adapter.go",
    beside: "speak.go",
    fill: "run()",
    commands: ["go build -o adapter adapter.go speak.go", "npx smoothproof conformance --exec ./adapter"],
  },
  java: {
    file: "Adapter.java",
    beside: "Speak.java",
    fill: "run()",
    commands: ["javac Adapter.java Speak.java", 'npx smoothproof conformance --exec "java Adapter"'],
  },
  cpp: {
    file: "adapter.cpp",
    beside: "speak.hpp",
    fill: "run()",
    commands: ["g++ -O2 -std=c++17 adapter.cpp -o adapter", "npx smoothproof conformance --exec ./adapter"],
  },
  pytest: {
    file: "test_label_smoothing.py",
    fill: "loss_and_gradient()",
    commands: [
      "npx smoothproof vectors --variant torch > label_smoothing_vectors.jsonl",
      "pytest test_label_smoothing.py",
    ],
  },
} as const satisfies { readonly [language: string]: Skeleton };

export type Language = keyof typeof SKELETONS;

export const LANGUAGES = Object.keys(SKELETONS) as readonly Language[];
