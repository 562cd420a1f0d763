/** `smoothproof floor`: the least value a loss can have. */
import { type Floor, floorOf, floorOfRead } from "../explain/floor.ts";
import { print } from "../files/standard-output.ts";
import { evaluationFor, type Side } from "../identify/side.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { attempt } from "./attempt.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { inTime } from "./in-time.ts";
import { jsonText } from "./json-text.ts";
import { readSide, showSide } from "./side.ts";

export interface FloorCommand {
  readonly variant: string;
  readonly classes?: number;
  readonly labelSmoothing?: number;
  readonly loss?: number;
  readonly input?: string;
  /** Seconds. */
  readonly timeLimit: number;
  readonly json?: boolean;
}

export async function runFloor(command: FloorCommand): Promise<ExitCode> {
  const given = readSide("--variant", command.variant);
  const labelSmoothing = command.labelSmoothing ?? given.options?.labelSmoothing;
  if (typeof labelSmoothing !== "number")
    throw new UsageError("--label-smoothing: expected a number, got none");
  const own = given.options?.labelSmoothing;
  if (own !== undefined && own !== labelSmoothing) {
    throw new UsageError(
      `--label-smoothing: expected ${own}, as --variant says, or none, got ${labelSmoothing}`,
    );
  }
  const side = { ...given, options: { ...given.options, labelSmoothing } };
  const floor = await floorFor(side, { ...command, labelSmoothing });
  print(command.json ? jsonText("smoothproof-floor/1", floor) : `${describe(floor, showSide(side))}\n`);
  return EXIT.ok;
}

async function floorFor(
  side: ReturnType<typeof readSide>,
  { input, loss, classes, labelSmoothing, timeLimit }: FloorCommand & { readonly labelSmoothing: number },
): Promise<Floor> {
  if (input !== undefined) {
    if (loss !== undefined) throw new UsageError("--loss: expected none with --input, which gives the loss");
    const { readInputFile } = await import("./input-file.ts");
    const sample = await readInputFile(input);
    return attempt(() =>
      inTime(timeLimit, () => {
        if (classes !== undefined) checkClasses(classes, evaluationFor(side, sample));
        return floorOfRead(side, sample);
      }),
    );
  }
  if (classes === undefined) throw new UsageError("--classes: expected a number of classes, or --input");
  const setting = { classes, labelSmoothing, ...(loss === undefined ? {} : { loss }) };
  return attempt(() => inTime(timeLimit, () => floorOf(side as Side, setting)));
}

function checkClasses(classes: number, { input, classAxis }: LossCall): void {
  const width = input.shape[classAxis] ?? 1;
  if (classes !== width)
    throw new UsageError(`--classes: expected ${width}, as --input has, or none, got ${classes}`);
}

function describe({ floor, loss, excess, nll, perplexity, range, note }: Floor, name: string): string {
  const rows: [string, number | undefined][] = [
    ["floor", floor],
    ["loss", loss],
    ["excess", excess],
    ["unsmoothed loss", nll],
    ["perplexity", perplexity],
  ];
  const show = (value: number): string => String(Number(value.toPrecision(9)));
  const numbers = rows.flatMap(([label, value]) =>
    value === undefined ? [] : [`${label.padEnd(16)} ${show(value)}`],
  );
  const between = ([least, most]: readonly [number, number]): string =>
    `between ${show(least)} and ${show(most)}`;
  const bounds =
    range === undefined
      ? []
      : [`unsmoothed loss  ${between(range.nll)}`, `perplexity       ${between(range.perplexity)}`];
  return [`${name}, in nats`, ...numbers, ...bounds, ...(note === undefined ? [] : [note])].join("\n  ");
}
