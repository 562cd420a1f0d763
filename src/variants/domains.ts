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

/** NaN and negative numbers pass: the source only ever asks whether the value is greater than 1. */
export const NOT_ABOVE_ONE: Domain = {
  says: "a number not above 1",
  holds: (value) => !(value > 1),
};

export const ANY_NUMBER: Domain = { says: "a number", holds: () => true };

export const ANY_INTEGER: Domain = { says: "an integer", holds: () => true };
