import { expect, it } from "vitest";
import type { Divisor, Link } from "../../src/loss/axes.ts";
import {
  CLIPPED_LABELS,
  CLIPPED_ROWS,
  focal,
  GIVEN_LOGS,
  isLink,
  isMean,
  isPerLabel,
  MEAN,
  meanOver,
  SIGMOID,
  SOFTMAX,
  SUM,
  UNREDUCED,
} from "../../src/loss/axis-values.ts";
import { EXACT, JS } from "../../src/loss/backend.ts";

it("a link is another where any of its parts is", () => {
  const others: Partial<Link>[] = [
    { probabilities: "sigmoid" },
    { clip: "logits" },
    { focal: "plain" },
    { scale: "given" },
    { cap: "tanh" },
    { normaliserCost: "squared" },
    { positives: "weighed" },
  ];
  expect(isLink(SOFTMAX, { ...SOFTMAX })).toBe(true);
  for (const other of others) {
    expect(isLink(SOFTMAX, { ...SOFTMAX, ...other })).toBe(false);
    expect(isLink({ ...SOFTMAX, ...other }, { ...SOFTMAX, ...other })).toBe(true);
  }
});

it("the links that have names are five", () => {
  const parts = ({ probabilities, clip, focal: power }: Link): string => `${probabilities} ${clip} ${power}`;
  expect([SOFTMAX, SIGMOID, GIVEN_LOGS, CLIPPED_ROWS, CLIPPED_LABELS].map(parts)).toEqual([
    "softmax none none",
    "sigmoid none none",
    "given-logs none none",
    "row-shares epsilon none",
    "given epsilon none",
  ]);
  expect([focal(SOFTMAX), focal(CLIPPED_LABELS, "balanced")].map(parts)).toEqual([
    "softmax none plain",
    "given epsilon balanced",
  ]);
});

it("a label has a probability of its own in two kinds of links", () => {
  const kinds: Link["probabilities"][] = ["softmax", "sigmoid", "given-logs", "row-shares", "given"];
  expect(kinds.filter((probabilities) => isPerLabel({ probabilities }))).toEqual(["sigmoid", "given"]);
});

it("a reduction divides, unless it leaves the losses alone or adds them up", () => {
  expect([UNREDUCED, SUM, MEAN, meanOver("batch")].map(isMean)).toEqual([false, false, true, true]);
  expect([UNREDUCED, SUM, MEAN]).toEqual([
    { divisor: "unreduced", without: "quotient" },
    { divisor: "one", without: "quotient" },
    { divisor: "losses", without: "nan" },
  ]);
  const divisor: Divisor = "batch";
  expect([meanOver(divisor), meanOver(divisor, "zero")]).toEqual([
    { divisor, without: "quotient" },
    { divisor, without: "zero" },
  ]);
});

it("the backends have the names of the command line", () => {
  expect([JS.id, EXACT.id]).toEqual(["js", "js-exact"]);
});
