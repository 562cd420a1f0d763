/** What a graph's names and metadata say about label smoothing, which need not be what the graph computes. */

export interface SmoothingHint {
  /** The smoothing that the graph was made with; undefined where no number is given. */
  readonly smoothing: number | undefined;
  /** Where that was read, in words that fit "… tells of it". */
  readonly where: string;
}

/** The sixth argument of torch's cross_entropy_loss, as its exporter writes the call into a node's metadata. */
const TORCH_CALL = /aten\.cross_entropy_loss\.default\]\(args = \((?:[^,()]+, ){5}([-+.\deE]+)\)/;

/** `label_smoothing=0.1`, `labelSmoothing: 0.1`, `label-smoothing-0.1` and the like. */
const NAMED = /label[-_ ]?smoothing(?:\W|_)*(\d+(?:\.\d+)?(?:e-?\d+)?)?/i;

/** The first hint with a number, else the first hint. */
export function smoothingHint(remarks: readonly string[], path: string): SmoothingHint | undefined {
  const hints = [
    ...remarks.flatMap((text) => hintIn(text, "its metadata")),
    ...hintIn(path.replace(/\.onnx$/i, "").replace(/^.*[/\\]/, ""), "its file's name"),
  ];
  return hints.find(({ smoothing }) => smoothing !== undefined) ?? hints[0];
}

function hintIn(text: string, where: string): SmoothingHint[] {
  const call = TORCH_CALL.exec(text);
  if (call !== null)
    return [{ smoothing: Number(call[1]), where: `the call of torch's cross_entropy_loss in ${where}` }];
  const named = NAMED.exec(text);
  return named === null ? [] : [{ smoothing: named[1] === undefined ? undefined : Number(named[1]), where }];
}
