/**
 * The classes of floating-point numbers that are compared without subtraction.
 *
 * NaN, the infinities and zero are compared by their class. A comparison that subtracts them may call NaN equal to
 * Infinity, or take the largest finite number to be one step from it.
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

/** The name of each class in a message. */
export const CLASS_NAMES: Readonly<Record<FloatClass, string>> = {
  nan: "NaN",
  "+inf": "Infinity",
  "-inf": "-Infinity",
  zero: "zero",
  finite: "a finite number other than zero",
};
