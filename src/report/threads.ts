/** Thread cases as text: the list, and one case on one screen. */
import Table from "cli-table3";
import { likePrinted } from "../cases/printed.ts";
import type { Replay, ReplayedNumbers, ReplayedReading } from "../cases/replay.ts";
import type { Making } from "../cases/thread-case.ts";
import type { Colors } from "./colors.ts";
import { NO_BORDERS } from "./table.ts";

/** Columns that a case is laid out in. */
const WIDTH = 100;
const LABEL = 10;

/** More numbers than these are shown by their first ones. */
const MOST_NUMBERS = 2;

/** One line per case. */
export function renderThreadList(replays: readonly Replay[], colors: Colors): string {
  const table = plainTable([]);
  for (const { thread, status } of replays) {
    table.push([
      colors.bold(thread.id),
      status === "reproduces" ? status : colors.yellow("differs"),
      thread.title,
    ]);
  }
  return trimmed(table.toString());
}

/** A case: what was asked, its numbers beside ours, and the cause. */
export function renderThread(replayed: Replay, colors: Colors): string {
  const { thread, readings } = replayed;
  const parts: [string, string][] = [
    ["asked", thread.asked],
    ["cause", thread.cause],
  ];
  return [
    `${colors.bold(thread.id)}  ${thread.title}`,
    `${thread.link} (${thread.when})`,
    "",
    renderNumbers(readings, colors),
    "",
    labelled(parts, colors),
  ].join("\n");
}

function renderNumbers(readings: readonly ReplayedReading[], colors: Colors): string {
  const table = plainTable(
    ["whose number", "printed", "computed", "", "by"].map((title) => colors.dim(title)),
  );
  const remarks: string[] = [];
  for (const { reading, status, loss, numbers } of readings) {
    const shown =
      numbers.length === 0
        ? [{ printed: ["not printed"], computed: loss.map(String) }]
        : numbers.map(columnsOf);
    shown.forEach(({ printed, computed }, i) => {
      const first = i === 0;
      table.push([
        first ? reading.who : "",
        abridged(printed),
        abridged(computed),
        first ? statusWord(status, colors) : "",
        first ? describeMaking(reading.made) : "",
      ]);
    });
    if (reading.differs !== undefined) remarks.push(`${reading.who}: ${reading.differs.because}`);
  }
  return [trimmed(table.toString()), ...remarks.map((text) => labelled([["differs", text]], colors))].join(
    "\n\n",
  );
}

function columnsOf({ printed, computed }: ReplayedNumbers): {
  printed: readonly string[];
  computed: string[];
} {
  return { printed, computed: computed.map((value, i) => likePrinted(value, printed[i]!)) };
}

function abridged(texts: readonly string[]): string {
  const more = texts.length - MOST_NUMBERS;
  return more > 1 ? `${texts.slice(0, MOST_NUMBERS).join(", ")}, … ${more} more` : texts.join(", ");
}

function statusWord(status: ReplayedReading["status"], colors: Colors): string {
  if (status === "asked") return "";
  return status === "reproduces" ? colors.green("same") : colors.yellow("differs");
}

/** `torch, labelSmoothing 0.1, mutant kept-mass-spread`. */
export function describeMaking({ variant, options, mutant }: Making): string {
  const settings = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  return [variant, ...settings, ...(mutant === undefined ? [] : [`mutant ${mutant}`])].join(", ");
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
export function threadJson({ thread, readings, status }: Replay): object {
  return {
    ...thread,
    status,
    readings: readings.map(({ reading, loss, numbers, status: each }) => ({
      ...reading,
      status: each,
      computed: loss.map((value) => (Number.isFinite(value) ? value : String(value))),
      same: numbers.flatMap(({ same }) => same),
    })),
  };
}
