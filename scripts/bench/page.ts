/** The output of the benchmark: a table on the terminal, the part of docs/performance.md, its chart and its JSON. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { markdownTable } from "markdown-table";
import { renderSVG } from "../pages/plots/render.ts";

const DOCS = resolve(import.meta.dirname, "../../docs");

/** All calls of one contender at one shape, in milliseconds. */
export interface Measured {
  /** Rows and classes; for images height and width after them. */
  readonly shape: readonly number[];
  readonly name: string;
  readonly call: "both" | "loss";
  readonly wall: number[];
  readonly cpu: number[];
  value?: number;
  reason?: string;
  /** By how many MB the process' memory grew at most during one call. */
  peak?: number;
  /** Pages that the system had to hand out during the last call. */
  faults?: number;
}

export interface Report {
  readonly format: "smoothproof-bench/1";
  readonly machine: string;
  readonly date: string;
  readonly versions: { readonly [name: string]: string };
  readonly remarks: readonly string[];
  readonly measured: readonly Measured[];
  readonly growth: readonly Measured[];
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const median = (values: readonly number[]): number => at(values, 0.5);

const ms = (value: number): string => (Number.isNaN(value) ? "–" : String(Number(value.toPrecision(3))));

function cell(measured: Measured | undefined): string {
  if (measured === undefined) return "–";
  if (measured.wall.length === 0) return "fails";
  return `${ms(median(measured.cpu))} (${ms(at(measured.cpu, 0.25))}–${ms(at(measured.cpu, 0.75))})`;
}

/** The time, relative to the kernels of this package. */
function ratio(measured: Measured | undefined, ours: Measured | undefined): string {
  if (measured === undefined || ours === undefined || measured.wall.length === 0) return "–";
  return (median(measured.cpu) / median(ours.cpu)).toPrecision(3);
}

function tables({ measured }: Report): readonly string[] {
  const shapes = [...new Set(measured.map(({ shape }) => shape.join(" x ")))];
  return shapes.map((shape) => {
    const here = measured.filter((each) => each.shape.join(" x ") === shape);
    const find = (name: string, call: string): Measured | undefined =>
      here.find((each) => each.name === name && each.call === call);
    const rows = [...new Set(here.map(({ name }) => name))].map((name) => [
      name,
      cell(find(name, "both")),
      ratio(find(name, "both"), find("wasm", "both")),
      ms(Math.min(...(find(name, "both")?.wall ?? [Number.NaN]))),
      cell(find(name, "loss")),
      ratio(find(name, "loss"), find("wasm", "loss")),
      find(name, "both")?.peak?.toFixed(1) ?? "–",
      find(name, "both")?.faults?.toLocaleString("en") ?? "–",
    ]);
    const head = [
      "",
      "loss + gradient, ms",
      "/ wasm",
      "least wall time",
      "loss alone, ms",
      "/ wasm",
      "peak, MB",
      "page faults",
    ];
    const align = ["l", ...head.slice(1).map(() => "r")];
    return `## ${shape}\n\n${markdownTable([head, ...rows], { align })}\n`;
  });
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length);

/** Nanoseconds per element for loss and gradient. */
function nanoseconds({ shape, cpu }: Measured): number {
  return (median(cpu) * 1e6) / sizeOf(shape);
}

function growthTable({ growth }: Report): readonly string[] {
  const both = growth.filter(({ call, cpu }) => call === "both" && cpu.length > 0);
  if (both.length === 0) return [];
  const shapes = [...new Set(both.map(({ shape }) => shape.join(" x ")))];
  const names = [...new Set(both.map(({ name }) => name))];
  const rows = shapes.map((shape) => [
    shape,
    ...names.map((name) => {
      const found = both.find((each) => each.name === name && each.shape.join(" x ") === shape);
      return found === undefined ? "–" : ms(nanoseconds(found));
    }),
  ]);
  const align = ["l", ...names.map(() => "r")];
  return [
    "## As shapes grow\n",
    "Nanoseconds of processor time per element for loss and gradient: 2^21 elements in rows of more and more classes,",
    "then more and more rows of 1000 classes. [The chart](performance-growth.svg) has the first half.\n",
    `${markdownTable([["rows x classes", ...names], ...rows], { align })}\n`,
  ];
}

function heading({ machine, date, versions, remarks, measured }: Report): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  if (measured.length === 0) return "";
  const rounds = measured.map(({ wall }) => wall.length);
  const least = Math.min(...rounds.filter((count) => count > 0));
  return [
    `${machine}; ${date}; ${named.join(", ")}. float32, labelSmoothing 0.1, one thread.`,
    `Milliseconds of processor time: the median of ${least} to ${Math.max(...rounds)} calls, and the middle half of them.`,
    "Peak: by how much the process' memory grew at most in one call, beyond what it held between calls. Page faults: how often",
    "the system had to hand out a page in the last call, which is most of what a large fresh gradient costs, here and in PyTorch.",
    ...remarks,
    "",
  ].join("\n");
}

export function printed(report: Report): string {
  return [heading(report), ...tables(report), ...growthTable(report)].join("\n");
}

/** Renews the measured part of docs/performance.md, its chart and the numbers as JSON. */
export async function writePage(report: Report): Promise<void> {
  const file = join(DOCS, "performance.md");
  const text = readFileSync(file, "utf8");
  const pattern = /(<!-- measured:[^>]*-->\n)[\s\S]*?(<!-- \/measured -->)/;
  if (!pattern.test(text)) throw new Error("docs/performance.md: expected a part named measured");
  writeFileSync(
    file,
    text.replace(pattern, (_, begin: string, end: string) => `${begin}${printed(report)}\n${end}`),
  );
  writeFileSync(join(DOCS, "performance.json"), `${JSON.stringify(report, undefined, 1)}\n`);
  writeFileSync(join(DOCS, "performance.svg"), await renderSVG(chart(report)));
  if (report.growth.length > 0)
    writeFileSync(join(DOCS, "performance-growth.svg"), await renderSVG(growthChart(report)));
}

function growthChart({ growth }: Report): Parameters<typeof renderSVG>[0] {
  const values = growth
    .filter(({ call, cpu }) => call === "both" && cpu.length > 0)
    // Shapes of about 2^21 elements; 262,144 does not divide that many rows evenly.
    .filter(({ shape }) => Math.abs(sizeOf(shape) - 2 ** 21) < 2 ** 18)
    .map((each) => ({ classes: each.shape[1]!, name: each.name, nanoseconds: nanoseconds(each) }));
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: "Nanoseconds per element for loss and gradient as the number of classes grows, by library.",
    data: { values },
    mark: { type: "line", point: true },
    width: 420,
    encoding: {
      x: { field: "classes", type: "quantitative", scale: { type: "log" }, title: "classes" },
      y: { field: "nanoseconds", type: "quantitative", scale: { type: "log" }, title: "ns per element" },
      color: { field: "name", type: "nominal", title: null },
    },
  };
}

function chart({ measured }: Report): Parameters<typeof renderSVG>[0] {
  const values = measured
    .filter(({ call, wall }) => call === "both" && wall.length > 0)
    .map((each) => ({
      shape: each.shape.join(" x "),
      name: each.name,
      nanoseconds: nanoseconds(each),
    }));
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description:
      "Nanoseconds per element for loss and gradient, by library and shape, on a logarithmic axis.",
    data: { values },
    mark: { type: "point", filled: true, size: 60 },
    width: 420,
    encoding: {
      x: { field: "nanoseconds", type: "quantitative", scale: { type: "log" }, title: "ns per element" },
      y: { field: "name", type: "nominal", sort: "x", title: null },
      color: { field: "shape", type: "nominal", title: "rows x classes" },
    },
  };
}
