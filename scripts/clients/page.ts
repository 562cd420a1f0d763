/** docs/scoreboard.md, from the clients' declarations and reports. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { markdownTable } from "markdown-table";
import { clientNames, type Declaration, readDeclaration } from "./declaration.ts";
import { type ClaimReport, type ClientReport, type Counts, readReport, type Worst } from "./report.ts";

export const PAGE = fileURLToPath(new URL("../../docs/scoreboard.md", import.meta.url));
const FINDINGS = fileURLToPath(new URL("../../docs/findings", import.meta.url));

interface Row {
  readonly client: Declaration;
  /** Undefined if it has not been judged yet. */
  readonly report: ClientReport | undefined;
}

export function renderPage(): string {
  const rows = clientNames().map(
    (name): Row => ({ client: readDeclaration(name), report: readReport(name) }),
  );
  return [
    INTRODUCTION,
    totals(rows),
    overview(rows),
    LEGEND,
    findings(),
    "## Each client",
    ...rows.map(section),
  ]
    .join("\n\n")
    .concat("\n");
}

const INTRODUCTION = `<!-- npm run clients -- --page -->
# Scoreboard: what published losses compute

Programs that nobody here wrote, each installed from its registry at a pinned version, asked through an adapter of a few
lines and judged by the golden vectors of the variant that it claims to be. A row says how much of what it was asked it
got right; it says nothing of the rest of the package.

Any row can be repeated on Linux with Node 20 and the client's language, in a clone of this repository:

\`\`\`sh
npm ci && npm run build
npm run client -- NAME
\`\`\`

It installs the client into a folder of the user's cache (\`~/.cache/smoothproof-clients\`), judges it, and writes
\`clients/NAME/report.json\` and this page. A Python client needs uv, a Rust one cargo, a Go one Go, a Java one a JDK
and Maven; those in C++, R and Octave come from Debian 12 and are installed as root. \`npm run clients\` does all of them; one
that cannot be installed costs one line, and its row stays as it was last seen. \`npm run clients -- --diff REVISION\` lists
what improved and what regressed.`;

const LEGEND = `- **Passed of asked**: vectors with the right loss and gradient, the right NaN or infinity, or the right refusal, of those
  it has an answer for. **Of all**: the same, of all vectors of its variant; the rest were skipped, and each client's
  part below says why.
- **Core** is what training meets: legal options and finite numbers. **Edge** is NaN, infinities, empty batches and options
  that make no sense; **refusal** is what the reference refuses. A client that refuses an edge where its reference returns a
  number fails there, though it may be wiser: what it claims is to do the same.
- **Loss** and **gradient** are the largest errors with a finite number on both sides, against 50-digit truth: a loss in units in the
  last place of its dtype, a gradient in units of the rounding error that its subtraction must have. A large number beside a full
  score is the reference's own: a port is not asked to be better.
- **Call** is the median time of loss and gradient of 32 rows of 100 classes in float32 with smoothing 0.1 (0 for a client
  that has none), in milliseconds, on a machine of two processors that does other work, too. The time of JSON and pipes is
  taken off: it is that of an echo of the same logits, which the adapter answers without the library. \`< 0.4\` says that
  the call took no longer than that echo by more than the echo itself varies, here by 0.4 ms. It is the shortest time that was
  seen for this version. Where the cell is empty, it does not answer this call; its part below says why.`;

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

function totals(rows: readonly Row[]): string {
  const languages = new Set(rows.map(({ client }) => client.language));
  const judged = rows.filter(({ report }) => report !== undefined);
  const right = judged.filter(({ report }) => sumOf(report!, (claim) => coreOf(claim)).failed === 0);
  return `${rows.length} clients in ${languages.size} languages (${[...languages].sort().join(", ")}). ${right.length} of the ${judged.length} that were judged fail no core vector that they answer. ${vectorsOf(judged)}`;
}

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

function overview(rows: readonly Row[]): string {
  const head = [
    "client",
    "language",
    "version",
    "claims",
    "core",
    "passed of asked",
    "of all",
    "loss",
    "gradient",
    "call, ms",
    "judged",
  ];
  const body = rows.flatMap(({ client, report }) =>
    Object.keys(client.claims).map((variant, i) => {
      const claim = report?.claims[variant];
      const who =
        i > 0 ? ["", "", ""] : [`[${client.name}](#${client.name})`, client.language, client.version];
      if (report === undefined || claim === undefined)
        return [...who, `\`${variant}\``, "", "", "", "", "", "", "not yet"];
      return [
        ...who,
        `\`${variant}\``,
        ofAsked(coreOf(claim)),
        ofAsked(claim),
        `${claim.passed} of ${claim.passed + claim.failed + claim.errored + claim.skipped}`,
        units(claim.worst.loss),
        units(claim.worst.gradient),
        milliseconds(claim),
        i > 0 ? "" : report.date,
      ];
    }),
  );
  return markdownTable([head, ...body], { align: ["l", "l", "l", "l", "r", "r", "r", "r", "r", "r", "l"] });
}

function coreOf(claim: ClaimReport): Counts {
  return claim.tiers.core ?? { passed: 0, failed: 0, errored: 0, skipped: 0 };
}

function sumOf(
  report: ClientReport,
  countsOf: (claim: ClaimReport) => Counts,
): { passed: number; failed: number } {
  const counts = Object.values(report.claims).map(countsOf);
  const total = (pick: (counts: Counts) => number): number =>
    counts.reduce((sum, each) => sum + pick(each), 0);
  return { passed: total(({ passed }) => passed), failed: total(({ failed, errored }) => failed + errored) };
}

function ofAsked({ passed, failed, errored }: Counts): string {
  const asked = passed + failed + errored;
  return asked === 0 ? "none" : `${passed} of ${asked}`;
}

function units(worst: Worst | undefined): string {
  if (worst === undefined) return "";
  const { units } = worst;
  return units >= 1e5
    ? units.toExponential(1).replace("e+", "e")
    : units.toLocaleString("en", { maximumFractionDigits: 1 });
}

/** The call without the transport, or the least that could have been told from it. */
function milliseconds({ time }: ClaimReport): string {
  if (time === undefined || "reason" in time) return "";
  const { call, echo, spread = 0 } = time;
  const own = call - echo;
  return own > spread ? inMilliseconds(own) : `< ${inMilliseconds(Math.max(spread, 0.1))}`;
}

function inMilliseconds(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(2);
}

function section({ client, report }: Row): string {
  const facts = [
    `${client.package} ${client.version} from ${client.registry}, ${client.licence}, <${client.source}>. ${client.notes ?? ""}`.trim(),
    ...(report === undefined
      ? ["Not judged yet."]
      : [
          `Repeat: \`${report.command}\`. Last judged on ${report.date}: ${report.platform}, smoothproof ${report.smoothproof}, fixtures ${report.fixtures.sha256.slice(0, 12)}.`,
        ]),
  ];
  const claims = Object.entries(client.claims).map(([variant, call]) =>
    claimPart(variant, call, report?.claims[variant]),
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

function claimPart(variant: string, call: string, claim: ClaimReport | undefined): string {
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
    ...timePart(claim),
  ].join("\n");
}

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
