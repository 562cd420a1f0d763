/** The scoreboard's two tables for a language: a sentence a client, and the answers to what a maintainer asks. */
import { markdownTable } from "markdown-table";
import type { Declaration } from "./declaration.ts";
import type { Answers, Question } from "./questions.ts";
import type { ClaimReport, ClientReport, Counts } from "./report.ts";

export interface Row {
  readonly client: Declaration;
  /** Undefined if it has not been judged yet. */
  readonly report: ClientReport | undefined;
}

/** One sentence a client: what fits a phone. */
export function sentences(rows: readonly Row[]): string {
  return markdownTable(
    [
      ["client", "in one sentence"],
      ...rows.map(({ client, report }) => [
        `[${client.name}](#${client.name})`,
        report === undefined ? "Not judged yet." : sentenceOf(client, report),
      ]),
    ],
    UNPADDED,
  );
}

/** Padding makes lines of a thousand spaces, and a change of one cell one of the whole table. */
const UNPADDED = { alignDelimiters: false } as const;

export function sentenceOf(client: Declaration, report: ClientReport): string {
  const claims = Object.entries(report.claims);
  const said = claims.map(([variant, claim]) => [variant, answerInWords(client, claim)] as const);
  const [[, first]] = said as [readonly [string, string], ...(readonly [string, string])[]];
  if (said.every(([, words]) => words === first)) return `${capital(first)}.`;
  return `${said.map(([variant, words]) => `As \`${variant}\`: ${words}`).join(". ")}.`;
}

/** What a claim's core vectors say, in words without a full stop. */
function answerInWords(client: Declaration, { answers, dtypes, where }: ClaimReport): string {
  const { core, asked, own, inexact } = answers;
  const at = (question: Question): string =>
    where?.[question] === undefined ? "" : `, where ${where[question]}`;
  if (asked === 0) return "answers no core vector";
  const asksAll = Object.entries(dtypes).filter(([, counts]) => counts.passed + counts.failed > 0);
  const names = asksAll.map(([dtype]) => dtype).filter((dtype) => dtype !== "float64" || core.float32 === 0);
  const { formula, gradient, missing, refusals, exactness } = core;
  const parts = [
    formula > 0
      ? `the loss is wrong in ${formula} of ${asked} vectors${at("formula")}`
      : gradient + missing + exactness + refusals > 0
        ? `the loss is right in ${inList(names)}`
        : `right in ${inList(names)}`,
    ...(gradient > 0 ? [`the gradient is wrong in ${gradient} of ${asked}${at("gradient")}`] : []),
    ...(missing > 0 ? [`no gradient comes in ${missing} of ${asked}${at("missing")}`] : []),
    ...(refusals > 0
      ? [`${refusals} of ${asked} are refused that the reference accepts${at("refusals")}`]
      : []),
    ...(core.float32 > 0 ? ["float64 is computed in float32, at least in part"] : []),
    ...(exactness > 0
      ? [
          `less exact than allowed in ${exactness} of ${asked} (${Object.keys(inexact).join(", ")})${at("exactness")}`,
        ]
      : []),
    ...(core.derivative > 0
      ? [
          `its gradient is the derivative in ${core.derivative} where its reference documents that its own is not`,
        ]
      : []),
    ...(client.metric === true ? ["a metric, whose loss is the caller's"] : []),
    ...(own ? ["judged by its own recordings"] : []),
  ];
  return parts.join("; ");
}

function inList(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function overview(rows: readonly Row[]): string {
  const head = [
    "client",
    "loss right?",
    "gradient right?",
    "as exact as its dtype allows?",
    "judged as",
    "recorded from",
    "refuses?",
    "edge",
    "not offered",
    "version",
    "call, ms",
    "judged",
  ];
  const body = rows.flatMap(({ client, report }) =>
    Object.keys(client.claims).map((variant, i) => {
      const claim = report?.claims[variant];
      const who = i > 0 ? "" : `[${client.name}](#${client.name})`;
      const version = i > 0 ? "" : client.version;
      if (report === undefined || claim === undefined)
        return [who, "", "", "", `\`${variant}\``, "", "", "", "", version, "", "not yet"];
      const { answers, tiers, skipped } = claim;
      const isMetric = client.metric === true;
      return [
        who,
        isMetric ? "a metric" : yesOr(answers, answers.core.formula),
        isMetric ? "" : gradientCell(claim),
        exactnessCell(answers),
        `\`${variant}\``,
        answers.own ? `**own**, ${answers.observedBy}` : answers.observedBy,
        refusalCell(claim),
        ofAsked(tiers.edge ?? NONE),
        String(skipped),
        version,
        milliseconds(claim),
        i > 0 ? "" : report.date,
      ];
    }),
  );
  return markdownTable([head, ...body], {
    ...UNPADDED,
    align: ["l", "l", "l", "l", "l", "l", "l", "r", "r", "l", "r", "l"],
  });
}

const NONE: Counts = { passed: 0, failed: 0, errored: 0, skipped: 0 };

function yesOr({ asked }: Answers, wrong: number): string {
  if (asked === 0) return "none asked";
  return wrong === 0 ? `yes, of ${asked}` : `no, ${wrong} of ${asked}`;
}

function gradientCell({ answers, worst }: ClaimReport): string {
  const { core, asked } = answers;
  if (core.missing > 0)
    return `none in ${core.missing}${core.gradient > 0 ? `, no in ${core.gradient}` : ""}`;
  if (worst.gradient === undefined) return "not offered";
  const words = yesOr(answers, core.gradient);
  return core.derivative === 0 ? words : `${words}; the derivative in ${core.derivative} of ${asked}`;
}

function exactnessCell({ asked, core, inexact }: Answers): string {
  if (asked === 0) return "none asked";
  const parts = [
    ...Object.entries(inexact).map(([dtype, count]) => `${dtype} ${count} less`),
    ...(core.float32 > 0 ? ["float64 in float32"] : []),
  ];
  return parts.length === 0 ? "yes" : parts.join(", ");
}

function refusalCell({ answers, tiers }: ClaimReport): string {
  const refused = answers.core.refusals === 0 ? "" : `${answers.core.refusals} too many, `;
  return `${refused}${ofAsked(tiers.refusal ?? NONE)}`;
}

export function ofAsked({ passed, failed, errored }: Counts): string {
  const asked = passed + failed + errored;
  return asked === 0 ? "none" : `${passed} of ${asked}`;
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
