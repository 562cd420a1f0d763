// Writes dist/variants/*.d.ts from the records: what an editor shows of a factory and of each of its options. The text is
// the comment of the variant's file and the comments of its options; source, ranges and defaults are the record's.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = (url) => fileURLToPath(new URL(url, import.meta.url));
const EXTRAS = { weight: "ClassWeightExtras", sampleWeight: "SampleWeightExtras", undefined: "CommonExtras" };

/** What an option is, where its record has no comment on it. */
const USUAL = {
  labelSmoothing: ({ domain: { says } }) =>
    says === "a number"
      ? "Smoothing a, any number; outside [0, 1] it is used as it is."
      : `Smoothing a, ${says.replace(/^a number /, "")}.`,
  ignoreIndex: () => "Rows with this target are ignored.",
  axis: () => "Axis of the classes.",
  fromLogits: () => "Whether the first input holds logits; otherwise probabilities.",
  reduction: () => "",
};

const variants = [];
for (const file of readdirSync(path("../src/variants"))) {
  const text = readFileSync(path(`../src/variants/${file}`), "utf8");
  const [, options, record] = /^export type (\w+) = RecordOptions<typeof (\w+)>;$/m.exec(text) ?? [];
  if (record === undefined) continue;
  const [, factory] = /^export const (\w+) = \/\* @__PURE__ \*\/ criterionOf\(/m.exec(text);
  const module = await import(`../dist/variants/${file.replace(/\.ts$/, ".js")}`);
  variants.push({ file, text, options, recordName: record, factory, record: module[record] });
}

const comment = (text, indent = "") =>
  text.includes("\n")
    ? `${indent}/**\n${text.replace(/^(?=.)/gm, `${indent} * `).replace(/^$/gm, `${indent} *`)}\n${indent} */`
    : `${indent}/** ${text} */`;

const shown = (value) => (typeof value === "string" ? `\`${value}\`` : String(value));

/** The comment on an option in the file of its record, or in that of the record from which it was taken over. */
function saidOf(name, spec, { file, text }) {
  const others = variants.filter(({ record }) => record.options[name] === spec);
  for (const { text: own } of [{ text }, ...others]) {
    const [, said] = new RegExp(`^ {4}/\\*\\*((?:(?!\\*/).)*)\\*/\\n {4}${name}\\b`, "ms").exec(own) ?? [];
    if (said !== undefined) return said.replaceAll(/\n *\* ?/g, " ").trim();
  }
  if (USUAL[name] === undefined)
    throw new Error(
      `src/variants/${file}: options.${name}: expected a comment that says what it is, got none`,
    );
  return USUAL[name](spec);
}

const isRequired = (spec) => spec.default === undefined && spec.optional !== true;

function optionOf(name, spec, variant) {
  const said = [
    saidOf(name, spec, variant),
    spec.default !== undefined
      ? `Default ${shown(spec.default)}.`
      : isRequired(spec)
        ? "Required."
        : "Default: none.",
    spec.sourceName === undefined ? "" : `The source says \`${spec.sourceName}\`.`,
  ];
  const values = Object.keys(spec.axes ?? {});
  const names = values.map((value) => JSON.stringify(value)).join(" | ");
  const type = spec.kind !== "choice" ? "number" : typeof spec.default === "boolean" ? "boolean" : names;
  const doc = comment(said.filter((part) => part !== "").join(" "), "    ");
  return `${doc}\n    readonly ${name}${isRequired(spec) ? "" : "?"}: ${type};\n`;
}

/** One line about an option: what it may be, and what it is otherwise. */
function rangeOf([name, spec]) {
  const range = spec.kind === "choice" ? Object.keys(spec.axes).map(shown).join(", ") : spec.domain.says;
  const rest = isRequired(spec)
    ? "required"
    : spec.default === undefined
      ? ""
      : `default ${shown(spec.default)}`;
  return `- \`${name}\`: ${range}${rest === "" ? "" : `; ${rest}`}`;
}

/** The formulas as a block of code, after the first paragraph. */
const withEquation = (about, { target, loss, of = "row", result }) =>
  about.replace(/(?=\n\n|$)/, `\n\n    ${target}\n    ${of} loss = ${loss}\n    ${result}`);

function documentationOf({ text, record }) {
  const whole = /^\/\*\*\n(.*?)\n \*\/\n/s.exec(text)[1].replaceAll(/^ \* ?/gm, "");
  const [about, throwsAndExample] = whole.split(/^(?=@throws )/m);
  const { project, version, path: at, lines } = record.source;
  const from = `${project}${project === "the article" ? " of" : ""} ${version}`;
  const where = /^\d/.test(lines) ? `lines ${lines}` : lines;
  const options = Object.entries(record.options).map(rangeOf).join("\n");
  return `${withEquation(about.trim(), record.equation)}\n\nOptions:\n${options}\n\nSource: ${from}, ${at}, ${where}.\n\n${throwsAndExample}`;
}

for (const variant of variants) {
  const { file, record, recordName, options, factory } = variant;
  const extras = EXTRAS[record.weightName];
  const specs = Object.entries(record.options).map(([name, spec]) => optionOf(name, spec, variant));
  writeFileSync(
    path(`../dist/variants/${file.replace(/\.ts$/, ".d.ts")}`),
    `import type { ${extras}, CriterionFactory } from "../definition/criterion.js";
import type { VariantRecord } from "../definition/record.js";
export interface ${options} {
${specs.join("")}}
export declare const ${recordName}: VariantRecord & { readonly id: "${record.id}" };
${comment(documentationOf(variant))}
export declare const ${factory}: CriterionFactory<${options}, ${extras}>;
`,
  );
}
