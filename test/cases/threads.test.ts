import { describe, expect, it } from "vitest";
import { CASES, caseById } from "../../src/cases/index.ts";
import { lastPlace, numbersOf, printedValue } from "../../src/cases/printed.ts";
import { replay } from "../../src/cases/replay.ts";
import type { PrintedNumbers, ThreadCase } from "../../src/cases/thread-case.ts";

/** The number off by three in its last digit and 16 float32 ULP more; names of no number become 1. */
function misprinted(text: string): string {
  const value = printedValue(text);
  if (!Number.isFinite(value)) return "1.0";
  return (value + 3 * (lastPlace(text) || 1) + 2e-6 * Math.abs(value)).toPrecision(17);
}

/** What was printed as numbers, errors aside. */
function numberEntries(printed: ThreadCase["readings"][number]["printed"] = {}): [string, PrintedNumbers][] {
  const { error: _, ...numbers } = printed;
  return Object.entries(numbers) as [string, PrintedNumbers][];
}

/** The case with the first number of each reading in turn misprinted. */
function misprints(thread: ThreadCase): readonly ThreadCase[] {
  return thread.readings.flatMap((reading, at) =>
    numberEntries(reading.printed).map(([name, printed]) => {
      const [first = "", ...rest] = numbersOf(printed);
      const wrong = { ...reading, printed: { ...reading.printed, [name]: [misprinted(first), ...rest] } };
      return { ...thread, readings: thread.readings.map((each, i) => (i === at ? wrong : each)) };
    }),
  );
}

describe("the thread cases", () => {
  it("have ids of their own, and at least one printed number each", () => {
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
    for (const { readings } of CASES) {
      expect(readings.some(({ printed }) => printed !== undefined)).toBe(true);
    }
  });

  it.each(CASES.map((thread) => [thread.id, thread] as const))("%s replays as recorded", (_, thread) => {
    const { asRecorded, readings } = replay(thread);
    const wrong = readings.filter((each) => !each.asRecorded).map(({ reading, loss }) => [reading.who, loss]);
    expect(wrong).toEqual([]);
    expect(asRecorded).toBe(true);
  });

  const withNumbers = CASES.filter(({ readings }) =>
    readings.some((r) => numberEntries(r.printed).length > 0),
  );
  it.each(withNumbers.map((thread) => [thread.id, thread] as const))(
    "%s fails with a number misprinted",
    (_, thread) => {
      for (const each of misprints(thread)) {
        const { readings } = replay(each);
        expect(readings.some(({ status }) => status === "does not reproduce")).toBe(true);
      }
    },
  );

  it("tell an error from a number", () => {
    const thread = caseById("pytorch-134767")!;
    const [negative, , tooLarge] = thread.readings;
    expect(tooLarge?.printed?.error).toContain("between 0.0 and 1.0");
    const number = { ...tooLarge!, printed: { loss: "1.5941" } };
    const error = { ...negative!, printed: { error: "RuntimeError" } };
    const { readings } = replay({ ...thread, readings: [number, error] });
    expect(readings.map(({ status }) => status)).toEqual(["does not reproduce", "does not reproduce"]);
  });

  it("notice a recorded difference that is not what comes out", () => {
    const differing = CASES.filter(({ readings }) => readings.some(({ differs }) => differs !== undefined));
    expect(differing.length).toBeGreaterThan(0);
    for (const thread of differing) {
      const readings = thread.readings.map((reading) =>
        reading.differs === undefined
          ? reading
          : {
              ...reading,
              differs: { ...reading.differs, weGet: numbersOf(reading.differs.weGet).map(misprinted) },
            },
      );
      expect(replay({ ...thread, readings }).asRecorded).toBe(false);
    }
  });
});
