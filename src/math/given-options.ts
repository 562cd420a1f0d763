/** Checks option objects from callers without a type checker: anything else would be read as having no options. */
import { type Phase, refuse, show } from "./errors.ts";
import { checkNames } from "./names.ts";

/** Whether a value is an object literal, of any realm, or a module's exports. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    // A Proxy that was revoked.
    return false;
  }
}

/** A property of the object itself: the caller did not give what somebody added to `Object.prototype`. */
export function ownValue<Value>(
  object: { readonly [name: string]: Value } | undefined,
  name: string,
): Value | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** @throws InvalidArgument where `value` is given and is not a plain object */
export function checkObject(
  value: unknown,
  argument: string,
  names: readonly string[],
  phase: Phase = "construct",
): void {
  if (value === undefined || isPlainObject(value)) return;
  const object = names.length === 0 ? "an empty object" : `an object with ${names.join(", ")}`;
  const problem = `expected ${object}, got ${show(value)}`;
  refuse(argument, problem, "invalid-request", phase);
}

/**
 * @param known the names of all options
 * @param owner what takes these options, for the message
 * @throws InvalidArgument where `options` is given and is not a plain object, or names an unknown option
 */
export function checkOptions(
  options: unknown,
  known: readonly string[],
  owner: string,
  argument = "options",
): void {
  checkObject(options, argument, known);
  checkNames(options as object | undefined, known, ` for ${owner}`);
}
