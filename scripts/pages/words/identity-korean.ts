/** When two variants are one function, in Korean: the fields of src/definition/identity.ts. */
import type { Identity } from "../../../src/definition/identity.ts";
import { CONDITIONS_IN_KOREAN, translation } from "./records-korean.ts";

export function identityInKorean(identity: Identity, page?: string): string {
  const { same, labelSmoothing, constant, times, classes, within, where, own, theirs } = identity;
  const options = (values: Identity["own"]): string =>
    Object.entries(values ?? {})
      .map(([name, value]) => `${name} ${value}`)
      .join(", ");
  const conditions = [
    ...(own === undefined ? [] : [`${options(own)}일 때`]),
    ...(classes === undefined ? [] : [`클래스가 ${classes}개일 때`]),
    ...(where === undefined ? [] : [translation(where, CONDITIONS_IN_KOREAN)]),
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
  return `${conditions.length === 0 ? "" : `${conditions.join(", ")} `}${twin}${changed}${close} 같습니다${page === undefined ? "" : `(${page})`}`;
}
