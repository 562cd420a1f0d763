/**
 * The classes that no subtraction may cross.
 *
 * NaN, the infinities and zero are compared by what they are. Subtracting them is how comparators come to call
 * NaN equal to Infinity, or the largest finite number one step from it.
 */

export type FloatClass = "nan" | "+inf" | "-inf" | "zero" | "finite";

/** The class of a value; both zeros are `zero`, every other finite number is `finite`. */
export function classOf(value: number): FloatClass {
  if (value === 0) return "zero";
  if (Number.isFinite(value)) return "finite";
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "+inf" : "-inf";
}

/** True for NaN and both infinities. */
export function isNonFinite(value: FloatClass): boolean {
  return value !== "finite" && value !== "zero";
}

/** How a class is called in a message. */
export const CLASS_NAMES: Readonly<Record<FloatClass, string>> = {
  nan: "NaN",
  "+inf": "Infinity",
  "-inf": "-Infinity",
  zero: "zero",
  finite: "a finite number other than zero",
};
