/**
 * Explains failures by what an implementation leaves out: weights, ignoreIndex, the reduction or the incoming gradient,
 * several at once, and one mistake beside them. A loss written for one use is usually wrong in this way, and then no
 * mutant by itself gives its numbers on many calls.
 */
import { MUTANTS } from "../mutants/index.ts";
import { LEFT_OUT_TOGETHER, type LeftOut, leavingOut } from "../mutants/left-out.ts";
import type { Mutant } from "../mutants/mutant.ts";
import type { Exhibit } from "./evidence.ts";
import { CONSISTENT, examined, type Suspect, type Trial, trialOf } from "./suspects.ts";

/** Mistakes that are tried beside what is left out: the likeliest on calls that have none of it. */
const MOST_MISTAKES = 3;

/** Failures that must be explained before anything is said. */
const FEWEST = 4;

/** What is left out, and the mistake beside it. */
interface Reading {
  readonly left: readonly LeftOut[];
  readonly mistake: Mutant | undefined;
}

/** The mistake behind each failure that this explains. */
export function explainedByOmission(
  failures: readonly Exhibit[],
  passes: readonly Exhibit[],
): ReadonlyMap<Exhibit, Mutant> {
  const reading = readingOf(
    failures.filter(({ isOrdinary }) => isOrdinary),
    passes.filter(({ isOrdinary }) => isOrdinary),
  );
  const named = new Map<Exhibit, Mutant>();
  if (reading === undefined) return named;
  const whole = leavingOut(reading.left, reading.mistake);
  const names = new Names(reading);
  // A loss may take one form of targets or inputs and not another, so each form is weighed by itself.
  for (const form of byForm([...failures, ...passes])) {
    const felt = form.filter((exhibit) => exhibit.effectOf(whole) !== "none");
    const same = felt.filter((exhibit) => exhibit.effectOf(whole) === "same");
    const ordinary = felt.filter(({ isOrdinary }) => isOrdinary);
    const explained = ordinary.filter((exhibit) => same.includes(exhibit)).length;
    if (explained < CONSISTENT * ordinary.length) {
      // One that it takes in part is computed in another way, which the others may not show.
      if (explained > 0) return new Map();
      continue;
    }
    for (const exhibit of same)
      if (exhibit.failed && exhibit.isTelling) named.set(exhibit, names.of(exhibit));
  }
  return named;
}

/** What is left out by the form of calls of which most were answered. */
function readingOf(failures: readonly Exhibit[], passes: readonly Exhibit[]): Reading | undefined {
  const [most] = byForm([...failures, ...passes]);
  if (most === undefined) return undefined;
  const trial = trialOf(
    most.filter(({ failed }) => failed),
    most.filter(({ failed }) => !failed),
  );
  if (trial.failures.length < FEWEST) return undefined;
  const readings = new Map<Mutant, Reading>();
  for (const left of LEFT_OUT_TOGETHER) {
    for (const mistake of [undefined, ...mistakesBeside(left, trial)])
      readings.set(leavingOut(left, mistake), { left, mistake });
  }
  const found = examined([...readings.keys()], trial).filter(({ explains }) => explains.size >= FEWEST);
  const best = found.reduce<Suspect | undefined>(
    (most, each) => (most === undefined || each.explains.size > most.explains.size ? each : most),
    undefined,
  );
  return best === undefined ? undefined : readings.get(best.mutant);
}

/** The likeliest mistakes on calls that have nothing of what is left out. */
function mistakesBeside(left: readonly LeftOut[], { failures, passes }: Trial): readonly Mutant[] {
  const isBare = ({ lossCall }: Exhibit): boolean =>
    lossCall !== undefined && left.every(({ move }) => move(lossCall) === undefined);
  return examined(MUTANTS, trialOf(failures.filter(isBare), passes.filter(isBare)))
    .sort((a, b) => b.explains.size - a.explains.size)
    .slice(0, MOST_MISTAKES)
    .map(({ mutant }) => mutant);
}

/** By kind of target and number of axes, the most frequent form first. */
function byForm(exhibits: readonly Exhibit[]): readonly (readonly Exhibit[])[] {
  const forms = new Map<string, Exhibit[]>();
  for (const exhibit of exhibits) {
    const { lossCall } = exhibit;
    const form = `${lossCall?.targetKind} ${lossCall?.input.shape.length}`;
    const members = forms.get(form);
    if (members === undefined) forms.set(form, [exhibit]);
    else members.push(exhibit);
  }
  return [...forms.values()].sort((a, b) => b.length - a.length);
}

/** Names each failure by what makes a difference to it. */
class Names {
  readonly #reading: Reading;
  readonly #without: ReadonlyMap<LeftOut, Mutant>;
  readonly #right: Mutant;
  readonly #made = new Map<string, Mutant>();

  constructor(reading: Reading) {
    const { left, mistake } = reading;
    this.#reading = reading;
    this.#without = new Map(
      left.map((each) => [
        each,
        leavingOut(
          left.filter((other) => other !== each),
          mistake,
        ),
      ]),
    );
    this.#right = leavingOut(left, undefined);
  }

  of(exhibit: Exhibit): Mutant {
    const { left, mistake } = this.#reading;
    const needed: Mutant[] = left.filter((each) => exhibit.effectOf(this.#without.get(each)!) !== "same");
    if (mistake !== undefined && exhibit.effectOf(this.#right) !== "same") needed.push(mistake);
    const [first = mistake ?? left[0]!, ...besides] = needed;
    const key = needed.map(({ id }) => id).join(" ");
    const made = this.#made.get(key) ?? { ...first, besides: besides.map(({ says }) => says) };
    this.#made.set(key, made);
    return made;
  }
}
