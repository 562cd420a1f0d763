/** Finds out what each input of a loss graph is: by its name where that is known, else by type and shape. */
import { oneLine } from "../files/strangers-text.ts";
import type { Port } from "./open-graph.ts";

/** `first` holds logits, log-probabilities or probabilities; the others have the protocol's names. */
const INPUT_ROLES = [
  "first",
  "target",
  "weight",
  "sampleWeight",
  "labelSmoothing",
  "ignoreIndex",
  "numClasses",
  "upstream",
] as const;

export const OUTPUT_ROLES = ["loss", "gradient"] as const;

/** The protocol's names of the first input, by what it holds. */
export const FIRST_NAMES = ["logits", "logProbs", "probs"] as const;

/** The names that a user may give to an input. */
export const INPUT_NAMES = [...FIRST_NAMES, ...INPUT_ROLES] as const;

type InputRole = (typeof INPUT_ROLES)[number];
type OutputRole = (typeof OUTPUT_ROLES)[number];

/** Ports by role. */
export interface Roles {
  readonly inputs: { readonly [role in InputRole]?: Port } & { readonly first: Port; readonly target: Port };
  readonly outputs: { readonly loss: Port; readonly gradient?: Port };
}

/** Names given by the user, by role. */
export interface NamedRoles {
  readonly inputs: { readonly [role: string]: string };
  readonly outputs: { readonly [role: string]: string };
}

/** The graph is not a loss, or its inputs cannot be told apart; the message says which input. */
export class RolesError extends Error {
  override readonly name: string = "RolesError";
}

const FLOATS = ["float32", "float64"];
const INTEGERS = ["int64", "int32"];

/** The protocol's names, and the role of each. */
const KNOWN_NAMES: ReadonlyMap<string, InputRole> = new Map<string, InputRole>([
  ...INPUT_ROLES.map((role) => [role.toLowerCase(), role] as const),
  ...FIRST_NAMES.map((name) => [name.toLowerCase(), "first"] as const),
]);

/** @throws RolesError */
export function assignRoles(inputs: readonly Port[], outputs: readonly Port[], named: NamedRoles): Roles {
  const found = new Map<InputRole, Port>();
  let open = [...inputs];
  const assign = (role: InputRole, port: Port): void => {
    found.set(role, port);
    open = open.filter((other) => other !== port);
  };
  for (const [role, name] of Object.entries(named.inputs))
    assign(role as InputRole, portNamed(inputs, name, "input"));
  for (const port of [...open]) {
    const role = KNOWN_NAMES.get(port.name.toLowerCase());
    if (role !== undefined && !found.has(role)) assign(role, port);
  }
  for (const port of [...open]) {
    const role = roleByShape(port, found);
    if (role === undefined) {
      throw new RolesError(
        `input ${describe(port)}: cannot tell what it is. Name it with --onnx-input ROLE=${oneLine(port.name, LONGEST_NAME)}, ROLE one of ${INPUT_NAMES.join(", ")}`,
      );
    }
    assign(role, port);
  }
  const first = found.get("first");
  const target = found.get("target");
  if (first === undefined || !FLOATS.includes(first.type ?? "")) {
    throw new RolesError(
      `expected an input of logits or probabilities in float32 or float64, got ${list(inputs)}`,
    );
  }
  if (target === undefined) throw new RolesError(`expected an input for the target, got ${list(inputs)}`);
  return {
    inputs: { ...Object.fromEntries(found), first, target },
    outputs: assignOutputs(outputs, first, named),
  };
}

/** What an input must be, given the roles found so far; inputs are in the usual order of a loss's arguments. */
function roleByShape(port: Port, found: ReadonlyMap<InputRole, Port>): InputRole | undefined {
  const { type = "", shape } = port;
  const first = found.get("first");
  const lacks = (role: InputRole): InputRole | undefined => (found.has(role) ? undefined : role);
  if (INTEGERS.includes(type)) {
    return shape.length === 0 && found.has("target") ? lacks("ignoreIndex") : lacks("target");
  }
  if (!FLOATS.includes(type)) return undefined;
  if (first === undefined) return "first";
  if (shape.length === 0) return lacks("labelSmoothing") ?? lacks("upstream");
  if (isSame(shape, first.shape) && !found.has("target")) return "target";
  if (shape.length > 1) return lacks("sampleWeight");
  // A single axis is that of the classes, unless only the rows have its length.
  const isRows = shape[0] === first.shape[0] && shape[0] !== first.shape.at(-1) && first.shape.length === 2;
  return isRows ? lacks("sampleWeight") : lacks("weight");
}

function assignOutputs(outputs: readonly Port[], first: Port, named: NamedRoles): Roles["outputs"] {
  const byName = (role: OutputRole): Port | undefined => {
    const name = named.outputs[role];
    if (name !== undefined) return portNamed(outputs, name, "output");
    return outputs.find((port) => port.name.toLowerCase() === role);
  };
  const floats = outputs.filter(({ type }) => FLOATS.includes(type ?? ""));
  const loss = byName("loss");
  const gradient =
    byName("gradient") ??
    (floats.length > 1
      ? floats.find((port) => port !== loss && port.shape.length > 0 && isSame(port.shape, first.shape))
      : undefined);
  const found = loss ?? floats.find((port) => port !== gradient);
  if (found === undefined) {
    throw new RolesError(`expected an output of float32 or float64 for the loss, got ${list(outputs)}`);
  }
  return gradient === undefined ? { loss: found } : { loss: found, gradient };
}

function portNamed(ports: readonly Port[], name: string, kind: string): Port {
  const port = ports.find((other) => other.name === name);
  if (port !== undefined) return port;
  throw new RolesError(`--onnx-${kind}: expected one of ${list(ports)}, got "${name}"`);
}

function isSame(a: Port["shape"], b: Port["shape"]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function list(ports: readonly Port[]): string {
  if (ports.length === 0) return "none";
  const more = ports.length > MOST_LISTED ? [`${ports.length - MOST_LISTED} more`] : [];
  return [...ports.slice(0, MOST_LISTED).map(describe), ...more].join(", ");
}

/** Most inputs or outputs that a message lists. */
const MOST_LISTED = 12;

/** Longest name from a graph in a message; the rest is cut off. */
const LONGEST_NAME = 80;

function shownSize(size: number | string): string {
  return size === "" ? "?" : oneLine(String(size), LONGEST_NAME);
}

/** `logits: float32 [N, 8]` */
export function describe({ name, type, shape }: Port): string {
  return `${oneLine(name, LONGEST_NAME)}: ${type ?? "not a tensor"} [${shape.map(shownSize).join(", ")}]`;
}
