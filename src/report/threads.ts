/** Thread cases as text: the list, and one case on one screen. */
import Table from "cli-table3";
import type { Identified } from "../cases/identified.ts";
import type { CaseLedger } from "../cases/ledger.ts";
import { likePrinted, numbersOf } from "../cases/printed.ts";
import type { Replay, ReplayedReading } from "../cases/replay.ts";
import type { Study } from "../cases/study.ts";
import type { Reading } from "../cases/thread-case.ts";
import type { Colors } from "./colors.ts";
import { NO_BORDERS } from "./table.ts";

/** The width of a case's text, in columns. */
const WIDTH = 100;
const LABEL = 10;

/** Of more numbers than this, only the first are shown. */
const MOST_NUMBERS = 2;

/** Longer texts, which are error messages, are cut off; the page has all of them. */
const MOST_COLUMNS = 40;

/** One line per case. */
export function renderThreadList(replays: readonly Replay[], colors: Colors): string {
  const table = plainTable([]);
  for (const { thread, status } of replays) {
    table.push([
      colors.bold(thread.id),
      status === "reproduces" ? status : colors.magenta("differs"),
      thread.title,
    ]);
  }
  return trimmed(table.toString());
}

/** A case: what was asked, its numbers beside ours, the ledger and the cause. */
export function renderThread({ thread, readings, ledger, identified }: Study, colors: Colors): string {
  return [
    `${colors.bold(thread.id)}  ${thread.title}\n${thread.link} (${thread.when})`,
    labelled([["asked", thread.asked]], colors),
    renderNumbers(readings, colors),
    renderLedger(ledger, colors),
    labelled([["cause", thread.cause]], colors),
    ...(identified === undefined ? [] : [labelled([["identify", describeIdentified(identified)]], colors)]),
  ].join("\n\n");
}

function renderLedger(ledger: CaseLedger | undefined, colors: Colors): string {
  if (ledger === undefined) return labelled([["ledger", NO_LEDGER]], colors);
  const { of, from, to, terms } = ledger;
  const head = `${of}, from ${short(from)} to ${short(to)}`;
  const table = plainTable([], { colWidths: [LABEL, 14, WIDTH - LABEL - 14], wordWrap: true });
  table.push([colors.dim("ledger"), { colSpan: 2, content: head }]);
  for (const term of terms) table.push(["", signed(term.delta), describeTerm(term)]);
  return trimmed(table.toString());
}

/** The text for a thread whose numbers have no ledger. */
export const NO_LEDGER = "none: there are no two finite losses to walk between";

/** `reduction: mean over all rows -> sum`. */
export function describeTerm({ axis, from, to }: CaseLedger["terms"][number]): string {
  return from === to ? axis : `${axis}: ${from} -> ${to}`;
}

/** Where the right answer is among several. */
const PLACES = {
  first: "the right one first",
  among: "the right one among them",
  missed: "none of them right",
};

/** Most answers of `identify` that are listed; the others are counted. */
const MOST_ANSWERS = 3;

/** `2.383988 alone names it: equation1, labelSmoothing 0.1, with … (mutant kept-mass-spread)`. */
export function describeIdentified({ printed, verdict, answers, refusal }: Identified): string {
  const number = abridged(printed);
  if (verdict === "unusable") return `${number} alone is not enough: ${refusal}`;
  const told = answers.slice(0, MOST_ANSWERS).map(describeMatch);
  const more = answers.length - told.length;
  const list = [...told, ...(more > 0 ? [`${more} more`] : [])].join("; ");
  if (answers.length === 0) return `no definition that is tried gives ${number}`;
  if (verdict === "named") return `${number} alone names it: ${list}`;
  return `${number} alone leaves ${answers.length} answers, ${PLACES[verdict]}: ${list}`;
}

function describeMatch({ variant, options, mutant }: Identified["answers"][number]): string {
  const settings = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const wrong = mutant === undefined ? "" : `, with ${mutant.says} (mutant ${mutant.id})`;
  return `${[variant, ...settings].join(", ")}${wrong}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(8)));
}

/** A change with its sign: `+1.6595504`. */
export function signed(delta: number): string {
  const text = Math.abs(delta) < 1e-6 && delta !== 0 ? delta.toExponential(1) : short(delta);
  return delta < 0 ? text : `+${text}`;
}

function renderNumbers(readings: readonly ReplayedReading[], colors: Colors): string {
  const table = plainTable(
    ["whose number", "printed", "computed", "", "by"].map((title) => colors.dim(title)),
  );
  const remarks: string[] = [];
  for (const replayed of readings) {
    const { reading, status } = replayed;
    const shown = columnsOf(replayed);
    shown.forEach(({ printed, computed }, i) => {
      const first = i === 0;
      table.push([
        first ? reading.who : "",
        abridged(printed),
        abridged(computed),
        first ? statusWord(status, colors) : "",
        first ? describeMaking(reading) : "",
      ]);
    });
    if (reading.differs !== undefined) remarks.push(`${reading.who}: ${reading.differs.because}`);
  }
  return [trimmed(table.toString()), ...remarks.map((text) => labelled([["differs", text]], colors))].join(
    "\n\n",
  );
}

interface Columns {
  readonly printed: readonly string[];
  readonly computed: readonly string[];
}

/** What was printed and what is computed, as text: one entry per output. */
export function columnsOf({ reading, loss, numbers, refusal }: ReplayedReading): readonly Columns[] {
  if (numbers.length > 0) {
    return numbers.map(({ printed, computed }) => {
      const like = reading.differs === undefined ? printed : numbersOf(reading.differs.weGet);
      return { printed, computed: computed.map((value, i) => likePrinted(value, like[i] ?? printed[i]!)) };
    });
  }
  const computed = refusal === undefined ? loss.map(short) : [`refused: ${refusal}`];
  return [{ printed: [reading.printed?.error ?? "not printed"], computed }];
}

function abridged(texts: readonly string[]): string {
  const more = texts.length - MOST_NUMBERS;
  const text = more > 1 ? `${texts.slice(0, MOST_NUMBERS).join(", ")}, … ${more} more` : texts.join(", ");
  return text.length > MOST_COLUMNS ? `${text.slice(0, MOST_COLUMNS - 1).trimEnd()}…` : text;
}

function statusWord(status: ReplayedReading["status"], colors: Colors): string {
  if (status === "asked") return "";
  return status === "reproduces" ? colors.green("same") : colors.magenta("differs");
}

/** `torch, labelSmoothing 0.1, mutant kept-mass-spread`. */
export function describeMaking({ made, classes }: Pick<Reading, "made" | "classes">): string {
  const { variant, options, mutant } = made;
  const settings = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  return [
    variant,
    ...settings,
    ...(classes === undefined ? [] : [`${classes} classes`]),
    ...(mutant === undefined ? [] : [`mutant ${mutant}`]),
  ].join(", ");
}

function labelled(parts: readonly (readonly [string, string])[], colors: Colors): string {
  const table = plainTable([], { colWidths: [LABEL, WIDTH - LABEL], wordWrap: true });
  for (const [label, text] of parts) table.push([colors.dim(label), text]);
  return trimmed(table.toString());
}

function plainTable(head: readonly string[], more: object = {}): InstanceType<typeof Table> {
  return new Table({
    ...(head.length === 0 ? {} : { head: [...head] }),
    chars: NO_BORDERS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
    ...more,
  });
}

function trimmed(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** A case for programs. */
export function threadJson({ thread, readings, status, ledger, identified }: Study): object {
  return {
    ...thread,
    status,
    ledger,
    identified,
    readings: readings.map(({ reading, loss, numbers, refusal, status: each }) => ({
      ...reading,
      status: each,
      refusal,
      computed: loss.map((value) => (Number.isFinite(value) ? value : String(value))),
      same: numbers.flatMap(({ same }) => same),
    })),
  };
}
