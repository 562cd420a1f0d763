/** When two variants are one function, in Korean: the fields of src/definition/identity.ts. */
import type { Identity } from "../../../src/definition/identity.ts";

/** Conditions by their English text. */
const CONDITIONS: { readonly [english: string]: string } = {
  "targets that sum to 1": "타깃의 합이 1일 때",
  "no weights and no ignoreIndex": "가중치와 ignoreIndex가 없을 때",
  "labels of 0 and 1, a at most 1/2": "라벨이 0과 1이고 a가 1/2 이하일 때",
  "a weight that is not 0": "0이 아닌 가중치가 있을 때",
  "rank 2 and a weight that is not 0": "2차원이고 0이 아닌 가중치가 있을 때",
};

export function identityInKorean(identity: Identity, page: string): string {
  const { same, labelSmoothing, constant, times, classes, within, where, own, theirs } = identity;
  const options = (values: Identity["own"]): string =>
    Object.entries(values ?? {})
      .map(([name, value]) => `${name} ${value}`)
      .join(", ");
  const conditions = [
    ...(own === undefined ? [] : [`${options(own)}일 때`]),
    ...(classes === undefined ? [] : [`클래스가 ${classes}개일 때`]),
    ...(where === undefined ? [] : [CONDITIONS[where] ?? where]),
  ];
  const steps = [
    ...(constant === undefined ? [] : ["타깃의 엔트로피를 빼고"]),
    ...(times === undefined ? [] : ["행의 개수를 곱하면"]),
  ];
  const twin = `${same}(${[labelSmoothing, options(theirs)].filter(Boolean).join(", ")})`;
  const changed =
    steps.length === 0
      ? "와"
      : `에서 ${steps
          .join(" ")
          .replace(/빼고$/, "뺀 것과")
          .replace(/곱하면$/, "곱한 것과")}`;
  const close = within === undefined ? "" : ` ${within.toExponential(1)} 안에서`;
  return `${conditions.length === 0 ? "" : `${conditions.join(", ")} `}${twin}${changed}${close} 같습니다(${page})`;
}
