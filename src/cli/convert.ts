/** `smoothproof convert`: the smoothing that makes another variant agree. */
import { type Conversion, convert } from "../explain/convert.ts";
import { print } from "../files/standard-output.ts";
import type { Side } from "../identify/side.ts";
import { attempt } from "./attempt.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { inTime } from "./in-time.ts";
import { jsonText } from "./json-text.ts";
import { readSide, showSide } from "./side.ts";

export interface ConvertCommand {
  readonly from: string;
  readonly to: string;
  readonly classes: number;
  /** Seconds. */
  readonly timeLimit: number;
  readonly json?: boolean;
}

export function runConvert(
  alpha: number,
  { from, to, classes, timeLimit, json = false }: ConvertCommand,
): ExitCode {
  const source = readSide("--from", from);
  const goal = readSide("--to", to);
  const conversion = attempt(() =>
    inTime(timeLimit, () => convert(alpha, source as Side, goal as Side, classes)),
  );
  const text = describe(conversion, `${showSide(source)} ${alpha}`, showSide(goal), classes);
  print(json ? jsonText("smoothproof-convert/1", conversion) : `${text}\n`);
  return conversion.exact === false ? EXIT.difference : EXIT.ok;
}

function describe(conversion: Conversion, from: string, to: string, classes: number): string {
  const { alpha, exact, where, constant, residual, reason, instead } = conversion;
  const head = exact === false ? `${from} has no equal in ${to}` : `${from} is ${to} ${alpha}`;
  const lines = [
    `${head}, at ${classes} classes`,
    ...(exact === false
      ? []
      : [
          `exact in ${exact === "gradient" ? "gradient only" : "value and gradient"}${where ? `, where ${where}` : ""}`,
        ]),
    ...(constant === undefined
      ? []
      : [`its loss is ${Math.abs(constant)} nats per row ${constant < 0 ? "lower" : "higher"}, always`]),
    ...(reason === undefined ? [] : [reason]),
    ...(residual === undefined
      ? []
      : [`nearest: ${alpha}; then a gradient is off by up to ${residual} per row`]),
    ...(instead === undefined
      ? []
      : [`exact instead: ${instead.alpha} at ${instead.classes} classes, where ${instead.where}`]),
  ];
  return lines.join("\n  ");
}
