/**
 * The grammar of the filter: terms separated by spaces, all of which must hold.
 *
 *     status:fail,error     the field is one of these; * stands for any text
 *     loss>8                the error in units; also >=, <, <= and gradient
 *     "two words"           anywhere in the id, the message, the cause or what it looks like
 *     -term                 not so
 */
import { describeBlame, describeLikeness } from "../../../compare/symptom.ts";
import { STATUSES, type Verdict } from "../../../compare/verdict.ts";
import { starMatcher } from "../../../conformance/glob.ts";
import { TIERS } from "../../../fixtures/tier.ts";

type Test = (verdict: Verdict) => boolean;

/** What a query means, or what is wrong with it. */
export type Query = { readonly test: Test } | { readonly problem: string };

/** What a field of a verdict holds; some hold several values. */
const FIELDS: { readonly [field: string]: (verdict: Verdict) => readonly (string | undefined)[] } = {
  status: ({ status }) => [status],
  tier: ({ tier }) => [tier],
  variant: ({ variant }) => [variant],
  dtype: ({ dtype }) => [dtype],
  backend: ({ backend }) => [backend],
  output: ({ output }) => [output],
  flag: ({ flags }) => flags,
  id: ({ id }) => [id],
  cause: (verdict) => (verdict.cause === undefined ? [] : [describeBlame(verdict)]),
  reference: ({ reference }) => [reference],
};

/** Fields with few values: another one is a typing error. */
const CHOICES: { readonly [field: string]: readonly string[] } = { status: STATUSES, tier: TIERS };

const MEASURED = ["loss", "gradient"] as const;

const COMPARISONS: { readonly [sign: string]: (a: number, b: number) => boolean } = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
};

/** A term of text that needs quotes has them doubled inside, as in CSV. */
const QUOTED = '"(?:[^"]|"")*"';
const TERM = new RegExp(`(-?)(?:(\\w+)(:|>=|<=|>|<)((?:${QUOTED}|[^\\s"])+)|(${QUOTED}|\\S+))`, "gy");
const VALUE = new RegExp(`(?:${QUOTED}|[^,"])+`, "g");

export function parseQuery(text: string): Query {
  const tests: Test[] = [];
  const rest = text.trim().replaceAll(/\s+/g, " ");
  TERM.lastIndex = 0;
  while (TERM.lastIndex < rest.length) {
    const found = TERM.exec(rest);
    if (found === null) return { problem: `cannot read ${rest}` };
    const [, minus, field, sign, values = "", words = ""] = found;
    const term =
      field === undefined
        ? wordsTest(words)
        : sign === ":"
          ? fieldTest(field, values)
          : measureTest(field, sign!, values);
    if ("problem" in term) return term;
    tests.push(minus === "-" ? (verdict) => !term.test(verdict) : term.test);
    while (rest[TERM.lastIndex] === " ") TERM.lastIndex += 1;
  }
  return { test: (verdict) => tests.every((test) => test(verdict)) };
}

function fieldTest(field: string, text: string): Query {
  const read = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
  if (read === undefined) return { problem: unknown(field) };
  const values = (text.match(VALUE) ?? []).map(unquoted);
  const choices = CHOICES[field];
  const lost = choices && values.find((value) => !value.includes("*") && !isAmong(value, choices));
  if (lost !== undefined) return { problem: `${field}: expected ${choices!.join(", ")}, got "${lost}"` };
  const patterns = values.map((value) => starMatcher(value.toLowerCase()));
  return {
    test: (verdict) =>
      read(verdict).some(
        (value) => value !== undefined && patterns.some((matches) => matches(value.toLowerCase())),
      ),
  };
}

function measureTest(field: string, sign: string, text: string): Query {
  const output = MEASURED.find((each) => each === field);
  if (output === undefined) return { problem: unknown(field) };
  const limit = Number(text);
  if (!Number.isFinite(limit)) return { problem: `${field}: expected a number of units, got "${text}"` };
  return {
    test: ({ measures }) => {
      const units = measures[output]?.units;
      if (units === undefined) return false;
      return COMPARISONS[sign]!(units === "class" ? Number.POSITIVE_INFINITY : units, limit);
    },
  };
}

function wordsTest(words: string): Query {
  const wanted = unquoted(words).toLowerCase();
  return { test: (verdict) => haystackOf(verdict).includes(wanted) };
}

function unknown(field: string): string {
  return `${field}: expected ${[...Object.keys(FIELDS), ...MEASURED].join(", ")}; text with a colon needs quotes`;
}

function isAmong(value: string, choices: readonly string[]): boolean {
  return choices.some((choice) => choice.toLowerCase() === value.toLowerCase());
}

function unquoted(text: string): string {
  return text.replaceAll(new RegExp(QUOTED, "g"), (quoted) => quoted.slice(1, -1).replaceAll('""', '"'));
}

const haystacks = new WeakMap<Verdict, string>();

function haystackOf(verdict: Verdict): string {
  const known = haystacks.get(verdict);
  if (known !== undefined) return known;
  const { id, message, looksLike, reference } = verdict;
  const likeness = looksLike === undefined ? "" : describeLikeness(looksLike);
  const text = [id, message, describeBlame(verdict), likeness, reference].join("\n").toLowerCase();
  haystacks.set(verdict, text);
  return text;
}

/** What a link asks for: fields with one value or with one of several. */
export type Wanted = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The query that finds what these fields say: `status:fail,error cause:"a mass, elsewhere"`. */
export function queryOf(fields: Wanted): string {
  return Object.entries(fields)
    .flatMap(([field, value]) =>
      value === undefined ? [] : [`${field}:${[value].flat().map(quoted).join(",")}`],
    )
    .join(" ");
}

function quoted(value: string): string {
  return /^[\w./+-]+$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;
}
