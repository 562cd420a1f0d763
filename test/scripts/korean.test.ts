/** Every text of a record has its Korean, and no Korean is left of a text that is gone. */
import { describe, expect, it } from "vitest";
import { NOT_PORTED } from "../../scripts/pages/variants/not-ported.ts";
import { identityInKorean } from "../../scripts/pages/words/identity-korean.ts";
import { KOREAN } from "../../scripts/pages/words/korean.ts";
import { KOREAN_TEXTS } from "../../scripts/pages/words/records-korean.ts";
import { VARIANTS } from "../../src/variants/index.ts";

const HANGUL = /[가-힣]/;

const titles = VARIANTS.map(({ title }) => title);
const quirks = VARIANTS.flatMap(({ quirks: known }) => known.map(({ what }) => what));
const notPorted = NOT_PORTED.flatMap(({ name, what, because }) => [name, what, because]);
const results = VARIANTS.map(({ equation }) => equation.result);
const domains = VARIANTS.flatMap(({ options }) =>
  Object.values(options).flatMap((spec) => (spec.kind === "choice" ? [] : [spec.domain.says])),
);
const identities = VARIANTS.flatMap(({ identity }) => (identity === undefined ? [] : [identity]));

describe("every text has its Korean", () => {
  it.each([...new Set([...titles, ...quirks, ...notPorted])])("%s", (text) => {
    const korean = KOREAN.ofRecord(text);
    if (korean !== text) expect(korean).toMatch(HANGUL);
  });

  it.each([...new Set(results)])("%s", (result) => {
    expect(KOREAN.resultOf(result)).toMatch(HANGUL);
  });

  it.each([...new Set(domains)])("%s", (domain) => {
    expect(KOREAN.definition.domain(domain)).toMatch(HANGUL);
  });

  it("the conditions of identities", () => {
    for (const identity of identities) expect(identityInKorean(identity, "page")).toMatch(HANGUL);
  });
});

it("a text without its Korean is refused", () => {
  expect(() => KOREAN.ofRecord("smoothing is ignored on Tuesdays")).toThrow(/^no Korean for "smoothing is/);
  expect(() => KOREAN.resultOf("mean over Tuesdays")).toThrow(/^no Korean for "mean over Tuesdays"/);
  expect(() => KOREAN.conversions.reason("the losses differ on Tuesdays")).toThrow(/^no Korean for/);
});

it.each([
  ["titles and quirks", KOREAN_TEXTS.records, [...titles, ...quirks]],
  ["what is not ported", KOREAN_TEXTS.notPorted, notPorted],
  ["results", KOREAN_TEXTS.results, results],
  ["domains", KOREAN_TEXTS.domains, domains],
  ["conditions", KOREAN_TEXTS.conditions, identities.map(({ where }) => where ?? "")],
])("no Korean is left over: %s", (_, catalogue, texts) => {
  expect(Object.keys(catalogue).filter((text) => !texts.includes(text))).toEqual([]);
});
