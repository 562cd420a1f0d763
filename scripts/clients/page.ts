/** docs/scoreboard.md, from the clients' declarations and reports. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { groupBy } from "../../src/math/group-by.ts";
import { ofAsked, overview, type Row, sentenceOf, sentences } from "./board.ts";
import { byUse, clientNames, readDeclaration } from "./declaration.ts";
import { type FuzzReport, readFuzz } from "./fuzz.ts";
import type { Question } from "./questions.ts";
import { type ClaimReport, type ClientReport, type Counts, readReport, type Worst } from "./report.ts";

export const PAGE = fileURLToPath(new URL("../../docs/scoreboard.md", import.meta.url));
const FINDINGS = fileURLToPath(new URL("../../docs/findings", import.meta.url));

export function renderPage(): string {
  const rows = clientNames()
    .map((name): Row => ({ client: readDeclaration(name), report: readReport(name) }))
    .sort((one, other) => byUse(one.client, other.client));
  const languages = [...groupBy(rows, ({ client }) => client.language)].sort(
    ([one, first], [other, second]) => second.length - first.length || one.localeCompare(other),
  );
  return [
    TITLE,
    totals(rows),
    INTRODUCTION,
    languages
      .map(([language, members]) => `[${language}](#${slug(language)}) (${members.length})`)
      .join(", "),
    ...languages.flatMap(([language, members]) => [`## ${language}`, sentences(members), overview(members)]),
    LEGEND,
    RECOMPUTE,
    vectorsOf(rows.filter(({ report }) => report !== undefined)),
    REPEAT,
    findings(),
    "## Each client",
    ...rows.map(section),
  ]
    .join("\n\n")
    .concat("\n");
}

/** A heading's anchor, as GitHub and the site make it. */
function slug(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^a-z]/g, "");
}

const TITLE = `<!-- npm run clients -- --page -->
# Scoreboard: what published losses compute`;

const INTRODUCTION = `They are programs that nobody here wrote, but for one row, each installed from its registry and judged by golden vectors.
What a row was judged as was our choice; most packages do not know it. A package that answers few vectors is counted like one
that answers many.
[How this could be wrong](how-this-could-be-wrong.md) says what was not checked and how to contest a row.`;

const REPEAT = `## Repeat a row

On Linux with Node 20 and the client's language, in a clone of this repository:

\`\`\`sh
npm ci && npm run build
npm run client -- NAME
npm run clients -- --fuzz NAME    # 500 random calls beside the vectors
\`\`\`

The first of these installs the client into a folder of the user's cache (\`~/.cache/smoothproof-clients\`), judges it, and
writes \`clients/NAME/report.json\` and this page. A Python client needs uv, a Rust one cargo, a Go one Go, a Java one a JDK
and Maven; those in C++, R and Octave come from Debian 12 and are installed as root. \`npm run clients\` does all of them; one
that cannot be installed costs one line, and its row stays as it was last seen. \`npm run clients -- --diff REVISION\` lists
what improved and what regressed.`;

const LEGEND = `## What the columns mean

All numbers are of **core** vectors, legal options and finite numbers, but those of the column edge.

- **Loss right?** Whether the loss is the variant's: \`no, 2 of 15\` says that it is another number, by more than 0.1 % (in 16
  bits, outside its budget), in 2 of the 15 core vectors that it answered. **Gradient right?** The same of the gradient;
  \`none in 90\` says that no gradient came. A gradient that is the derivative of the loss is right, also where the recorded
  one is not: TensorFlow documents that its gradient is incorrect where a target is no distribution. That a number is the
  derivative was computed for each such vector. The top of the page has both counts.
- **Order:** by what the lists of packages of December 2026 say of downloads, PyPI's rank or npm's number a month; then by
  name. Registries do not compare, so each language has its own tables.
- **As exact as its dtype allows?** Right numbers that are less exact than their [budget](comparing.md), by dtype. \`float64
  in float32\` says that a loss of float64 has the digits of float32, which is one cause however many vectors have it. In 16 bits a budget is the same for everybody: 4 units, and for a
  gradient half a last place of the logarithm of its smallest probability.
- **Judged as** is the variant, and **recorded from** what computed its expected numbers. **own** marks rows whose vectors
  were recorded from the same package, and those of this library: they can hardly fail, and count in no number above.
- **Refuses?** Core vectors that it refuses and its reference accepts, and of the refusals of its reference those that it
  has as well. **Edge**: NaN, infinities, empty batches and options that make no sense, answered as the reference does; a
  package that refuses there may be wiser. **Not offered**: vectors that it cannot be asked; its part below says why.
- **Call** is the median time of loss and gradient of 32 rows of 100 classes in float32 with smoothing 0.1 (0 for a client
  that has none), in milliseconds, on a machine of two processors that does other work, too. The time of JSON and pipes is
  taken off: it is that of an echo of the same logits, which the adapter answers without the library. \`< 0.4\` says that
  the call took no longer than that echo by more than the echo itself varies, here by 0.4 ms. It is the shortest time that was
  seen for this version. Where the cell is empty, it does not answer this call; its part below says why.
- In the parts below, the largest known errors are those with a finite number on both sides, against 50-digit truth: a loss
  in units in the last place of its dtype, a gradient in units of the rounding error that its subtraction must have. A
  large number beside a full score is the reference's own: a port is not asked to be better.`;

/** The findings, by the titles of their pages. */
function findings(): string {
  const links = readdirSync(FINDINGS)
    .filter((file) => /^[a-z].*(?<!^ours)\.md$/.test(file))
    .sort()
    .map((file) => {
      const [, title = file] = /^# (.+)$/m.exec(readFileSync(join(FINDINGS, file), "utf8")) ?? [];
      return `- [${title}](findings/${file})`;
    });
  return `## Findings

${links.length} pages say of a package that it breaks a rule: its own documentation, a specification, the function that it
names, or the derivative. [What a finding is](findings/STANDARD.md) says what each page must have;
\`npm run findings\` runs both of its programs again. What others found in this project is [listed as well](findings/ours.md).

${links.join("\n")}`;
}

/** What each number of the headline counts: judgements without a failure of these questions. */
const HEADLINE: readonly (readonly Question[])[] = [
  ["formula"],
  ["formula", "gradient", "missing"],
  ["formula", "gradient", "missing", "derivative"],
  ["formula", "gradient", "missing", "exactness", "float32", "refusals"],
];

/** The line of jq that gives the headline's numbers, in the order in which they stand there. */
const JQ = `jq -s '[.[].claims[] | select(.answers.counted) | .answers.core] | length, ${HEADLINE.map(
  (questions) => `(map(select(${questions.map((question) => `.${question}`).join(" + ")} == 0)) | length)`,
).join(", ")}' clients/*/report.json`;

function totals(rows: readonly Row[]): string {
  const languages = new Set(rows.map(({ client }) => client.language));
  const core = rows
    .flatMap(({ report }) => Object.values(report?.claims ?? {}))
    .filter(({ answers }) => answers.counted)
    .map(({ answers }) => answers.core);
  const [loss, gradient, asRecorded, all] = HEADLINE.map(
    (questions) => core.filter((counts) => questions.every((question) => counts[question] === 0)).length,
  );
  return `Is its loss right, and its gradient? Of the ${core.length} judgements by vectors that the package did not make itself, ${loss} have the
right loss in every core vector that they answer, ${gradient} the right gradient as well (${asRecorded} if a derivative must also be the
recorded gradient), and ${all} are also as exact as their dtype allows and refuse nothing that the reference accepts. There are
${rows.length} clients in ${languages.size} languages.`;
}

const RECOMPUTE = `## The headline's numbers

The five numbers at the top, from the reports:

\`\`\`sh
${JQ}
\`\`\``;

/** Whether all were judged on the same vectors; the rows that were not. */
function vectorsOf(judged: readonly Row[]): string {
  const newest = judged
    .map(({ report }) => report!)
    .reduce((newer, each) => (each.date > newer.date ? each : newer)).fixtures.sha256;
  const others = judged
    .filter(({ report }) => report!.fixtures.sha256 !== newest)
    .map(({ client }) => client.name);
  const short = newest.slice(0, 12);
  return others.length === 0
    ? `All were judged on the same vectors (${short}).`
    : `All were judged on the same vectors (${short}) but ${others.join(", ")}.`;
}

function units(worst: Worst | undefined): string {
  if (worst === undefined) return "";
  const { units } = worst;
  return units >= 1e5
    ? units.toExponential(1).replace("e+", "e")
    : units.toLocaleString("en", { maximumFractionDigits: 1 });
}

function section({ client, report }: Row): string {
  const facts = [
    ...(report === undefined ? [] : [sentenceOf(client, report)]),
    `${client.package} ${client.version} from ${client.registry}, ${client.licence}, <${client.source}>. ${client.notes ?? ""}`.trim(),
    ...(report === undefined
      ? ["Not judged yet."]
      : [
          `Repeat: \`${report.command}\`. Last judged on ${report.date}: ${report.platform}, smoothproof ${report.smoothproof}, fixtures ${report.fixtures.sha256.slice(0, 12)}.`,
        ]),
  ];
  const fuzz = readFuzz(client.name);
  const claims = Object.entries(client.claims).map(([variant, call]) =>
    claimPart(variant, call, report?.claims[variant], fuzz),
  );
  return [
    `### ${client.name}`,
    ...facts,
    claims.join("\n"),
    ...(report === undefined ? [] : [causes(report), skips(report)]),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function claimPart(
  variant: string,
  call: string,
  claim: ClaimReport | undefined,
  fuzz: FuzzReport | undefined,
): string {
  const head = `- \`${call}\` as [\`${variant}\`](variants/${variant}.md)`;
  if (claim === undefined) return head;
  const worst = (["loss", "gradient"] as const).flatMap((output) => {
    const found = claim.worst[output];
    return found === undefined ? [] : [`${output} ${units(found)} in \`${found.id}\``];
  });
  return [
    head,
    `  - identified: ${claim.identified}`,
    `  - by dtype: ${counts(claim.dtypes)}`,
    `  - by tier: ${counts(claim.tiers)}`,
    ...(worst.length === 0 ? [] : [`  - largest known error: ${worst.join(", ")}`]),
    ...fuzzPart(variant, fuzz),
    ...timePart(claim),
  ].join("\n");
}

/** What random calls gave, which rest on no vector. */
function fuzzPart(variant: string, fuzz: FuzzReport | undefined): readonly string[] {
  const claim = fuzz?.claims[variant];
  if (fuzz === undefined || claim === undefined) return [];
  const parts = Object.entries(claim.different).map(([kind, { count }]) => `${count} ${DIFFERENCES[kind]}`);
  const differ = parts.length === 0 ? "none differs" : parts.join(", ");
  return [
    `  - random calls (${fuzz.version}, seed ${fuzz.seed}): ${claim.compared} of ${fuzz.runs} compared with this library's exact kernel; ${differ}`,
  ];
}

const DIFFERENCES: Readonly<Record<string, string>> = {
  formula: "have another loss",
  gradient: "have another gradient",
  exactness: "are less exact than the default tolerance",
  float32: "have float64 with the digits of float32",
  refusals: "are refused or accepted otherwise",
};

function timePart({ time }: ClaimReport): readonly string[] {
  if (time === undefined) return [];
  if ("reason" in time) return [`  - not timed, as it does not answer that call: ${plain(time.reason)}`];
  const { call, echo, labelSmoothing = 0.1 } = time;
  return [`  - time of a call with smoothing ${labelSmoothing}: ${call} ms, of an echo: ${echo} ms`];
}

function counts(parts: Readonly<Record<string, Counts>>): string {
  return Object.entries(parts)
    .map(([name, part]) => {
      const skipped = part.skipped === 0 ? "" : `, ${part.skipped} skipped`;
      return `${name} ${ofAsked(part)}${skipped}`;
    })
    .join("; ");
}

/** Most rows of a list; the rest is counted. */
const MOST = 8;

function causes({ causes }: ClientReport): string {
  if (causes.length === 0) return "";
  const shown = causes
    .slice(0, MOST)
    .map(({ cause, count, example }) => `- ${count}: ${plain(cause)} (\`${example}\`)`);
  const rest = causes.slice(MOST).reduce((sum, { count }) => sum + count, 0);
  return ["Fails by:", "", ...shown, ...(rest > 0 ? [`- ${rest} more, in report.json`] : [])].join("\n");
}

function skips({ skips }: ClientReport): string {
  if (skips.length === 0) return "";
  return `Skipped: ${skips.map(({ reason, count }) => `${count} (${plain(reason)})`).join("; ")}.`;
}

/** Untrusted text, without characters that mean something in Markdown or HTML. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|]/g, "\\$&").replaceAll(/\s+/g, " ");
}
