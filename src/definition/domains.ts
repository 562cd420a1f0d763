/** The domains of labelSmoothing that sources enforce. */
import type { Domain } from "./record.ts";

export const UNIT_INTERVAL: Domain = {
  says: "a number in [0, 1]",
  holds: (value) => value >= 0 && value <= 1,
};

export const POSITIVE_UNIT_INTERVAL: Domain = {
  says: "a number in (0, 1]",
  holds: (value) => value > 0 && value <= 1,
};

/** NaN and negative numbers pass: the source only checks whether the value is greater than 1. */
export const NOT_ABOVE_ONE: Domain = {
  says: "a number not above 1",
  holds: (value) => !(value > 1),
};

/** NaN is refused too. */
export const BELOW_ONE: Domain = { says: "a number below 1", holds: (value) => value < 1 };

/** NaN passes: the source asks for values that are out of range. */
export const NOT_ONE_OR_MORE: Domain = { says: "a number below 1", holds: (value) => !(value >= 1) };

/** NaN is refused too. */
export const UNIT_INTERVAL_OPEN: Domain = {
  says: "a number in [0, 1)",
  holds: (value) => value >= 0 && value < 1,
};

/** NaN passes: the source asks for values that are out of range. */
export const NOT_OUTSIDE_UNIT_INTERVAL_OPEN: Domain = {
  says: "a number in [0, 1)",
  holds: (value) => !(value < 0 || value >= 1),
};

/** NaN is refused too. */
export const NOT_NEGATIVE: Domain = { says: "a number of at least 0", holds: (value) => value >= 0 };

export const ANY_NUMBER: Domain = { says: "a number", holds: () => true };

export const NOT_NAN: Domain = { says: "a number, not NaN", holds: (value) => !Number.isNaN(value) };

export const POSITIVE: Domain = { says: "a number above 0", holds: (value) => value > 0 };

export const ANY_INTEGER: Domain = { says: "an integer", holds: () => true };
