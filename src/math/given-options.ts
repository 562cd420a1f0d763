/** Objects of options as callers without a type checker give them: what is no such object would be read as no options. */
import { InvalidArgument, type Phase, show } from "./errors.ts";

/** Whether a value is an object literal, of whichever realm, or a module's exports. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A property of the object itself: what somebody adds to `Object.prototype` was not given by the caller. */
export function ownValue<Value>(
  object: { readonly [name: string]: Value } | undefined,
  name: string,
): Value | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** @throws InvalidArgument where `value` is given and is no plain object */
export function checkObject(
  value: unknown,
  argument: string,
  names: readonly string[],
  phase: Phase = "construct",
): void {
  if (value === undefined || isPlainObject(value)) return;
  const object = names.length === 0 ? "an empty object" : `an object with ${names.join(", ")}`;
  const problem = `expected ${object}, got ${show(value)}`;
  throw new InvalidArgument("invalid-request", phase, argument, problem);
}

/**
 * @param known names that it may have
 * @param owner what takes these options, for the message
 * @throws InvalidArgument where `options` is given and is no plain object, or names another option
 */
export function checkOptions(
  options: unknown,
  known: readonly string[],
  owner: string,
  argument = "options",
): void {
  checkObject(options, argument, known);
  const unknown = Object.keys(options ?? {}).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InvalidArgument(
    "unsupported-option",
    "construct",
    unknown,
    `expected one of ${known.join(", ")} for ${owner}`,
  );
}
