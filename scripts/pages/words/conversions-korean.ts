/** What src/explain/convert.ts says in English, in Korean. English that is left over is an error. */

import { AXES_IN_ENGLISH } from "../../../src/definition/axis-words.ts";
import { AXES_IN_KOREAN } from "./axes-korean.ts";
import { translation } from "./records-korean.ts";

type Translation = readonly [english: RegExp, korean: string];

const CONDITIONS: readonly Translation[] = [
  [
    /every probability lies in (\[.+?\]), where Keras clips nothing/,
    "모든 확률이 $1에 있어 Keras가 자르지 않을 때",
  ],
  [
    /two classes with logits \[0, x\] stand for one label with logit x/,
    "로짓이 x인 라벨 하나를 로짓 [0, x]인 두 클래스로 볼 때",
  ],
  [/no probability comes near 0 or 1/, "0이나 1에 가까운 확률이 없을 때"],
  [
    /every logit lies within 64 of the largest in its row, where Paddle clips nothing/,
    "모든 로짓이 행의 최댓값에서 64 안에 있어 Paddle이 자르지 않을 때",
  ],
  [
    /every logit lies within 87 of the largest in its row, where float32 loses no probability/,
    "모든 로짓이 행의 최댓값에서 87 안에 있어 float32에서 사라지는 확률이 없을 때",
  ],
  [/, and /, ", "],
];

const REASONS: readonly Translation[] = [
  [
    /(THIS|OTHER) gives each label a probability of its own, (THIS|OTHER) one distribution over (\d+) classes: only K = 2 can agree/,
    "$1는 라벨마다 확률을 따로 두고 $2는 클래스 $3개에 대한 분포 하나를 두므로, K = 2일 때만 같아질 수 있음",
  ],
  [
    /no smoothing of (THIS|OTHER) has (\S+) off the target/,
    "정답이 아닌 클래스의 확률을 $2로 만드는 α가 $1에 없음",
  ],
  [
    /with the same mass off the target, (THIS|OTHER) has (\S+) on the target, (THIS|OTHER) (\S+)/,
    "정답이 아닌 클래스의 확률을 맞추면 정답 클래스의 확률이 $1는 $2, $3는 $4",
  ],
  [
    /(THIS|OTHER) gives the excluded class no mass, (THIS|OTHER) gives it (\S+), which its target class lacks/,
    "제외된 클래스의 확률이 $1는 0인데 $2는 $3이고, $2의 정답 클래스는 그만큼 작음",
  ],
  [
    /labelSmoothing (\S+) would be needed, and (THIS|OTHER) takes that as no smoothing/,
    "α = $1이 필요하지만 $2는 이를 스무딩하지 않는 것으로 봄",
  ],
  [
    /labelSmoothing (\S+) would be needed, and (THIS|OTHER) takes (a number .+?)(?=:|$)/,
    "α = $1이 필요하지만 $2가 받지 않는 값임($3)",
  ],
  [/: only up to (\S+) of (THIS|OTHER) can be converted/, ". $2의 α는 $1까지만 바꿀 수 있음"],
  [/the targets agree, the losses do not: /, "타깃은 같지만 손실이 다름: "],
  [/an epsilon in one of the sources/, "한쪽 원본이 작은 수(엡실론)를 더함"],
  [/another function of p/, "p의 다른 함수임"],
];

const NAMES: readonly Translation[] = [
  [/THIS/g, "이 구현"],
  [/OTHER/g, "상대 구현"],
  [/(구현)는/g, "$1은"],
  [/(구현)가/g, "$1이"],
];

type Lexicon = string | { readonly [key: string]: Lexicon };

/** The Korean of every English text of the lexicon of the axes. */
const AXES = new Map(pairs(AXES_IN_ENGLISH, AXES_IN_KOREAN));

function pairs(english: Lexicon, korean: Lexicon): [string, string][] {
  if (typeof english === "string") return [[english, korean as string]];
  return Object.entries(english).flatMap(([key, each]) => pairs(each, (korean as typeof english)[key]!));
}

/** An axis and its two values, as in `how a soft label is read (as it is / anything above 0 counts as 1)`. */
const axesInKorean = (text: string): string =>
  text.replaceAll(
    /(?<=: |, )([^(,:]+) \((.+?) \/ (.+?)\)/g,
    (_, name: string, one: string, other: string) =>
      `${AXES.get(name)}(${AXES.get(one)} / ${AXES.get(other)})`,
  );

/** What a side does besides, as in `THIS: times a focal factor`. */
const changesInKorean = (text: string): string =>
  text.replaceAll(
    /(THIS|OTHER): (.+?)(?=, (?:THIS|OTHER): |$)/g,
    (_, who: string, what: string) => `${who}: ${AXES.get(what) ?? what}`,
  );

/** A domain in brackets at the end. */
const domainInKorean = (text: string): string =>
  text.replace(/\((an? .+)\)$/, (_, domain: string) => `(${translation(domain, "domains")})`);

const translated = (text: string, translations: readonly Translation[]): string =>
  translations.reduce((sofar, [english, korean]) => sofar.replace(english, korean), text);

export const whereInKorean = (text: string): string => inKorean(translated(text, CONDITIONS));

export const reasonInKorean = (text: string): string =>
  inKorean(translated(domainInKorean(changesInKorean(axesInKorean(translated(text, REASONS)))), NAMES));

/** Refuses two English words in a row. */
function inKorean(text: string): string {
  if (/[a-z]{2,} [a-z]{2,}/i.test(text)) {
    throw new Error(`no Korean for "${text}": add it to scripts/pages/words/conversions-korean.ts`);
  }
  return text;
}
