/** When two variants are one function, in Korean: the fields of src/definition/identity.ts. */
import { type Identity, type IdentityException, isImplied } from "../../../src/definition/identity.ts";
import { translation } from "./records-korean.ts";

const EXCEPTIONS: { readonly [exception in IdentityException]: string } = {
  "ignored rows": "무시하는 행이 없을 때",
  "all rows ignored": "모든 행을 무시하지 않을 때",
  "class weights": "가중치가 없을 때",
  "sample weights": "가중치가 없을 때",
};

export function identityInKorean(identity: Identity, page?: string): string {
  const {
    same,
    labelSmoothing,
    constant,
    times,
    classes,
    within,
    where,
    own,
    theirs,
    except = [],
  } = identity;
  const options = (values: Identity["own"]): string =>
    Object.entries(values ?? {})
      .map(([name, value]) => `${name} ${value}`)
      .join(", ");
  const conditions = [
    ...(own === undefined ? [] : [`${options(own)}일 때`]),
    ...(classes === undefined ? [] : [`클래스가 ${classes}개일 때`]),
    ...(where === undefined ? [] : [translation(where, "conditions")]),
    ...except.filter((each) => !isImplied(each, except)).map((each) => EXCEPTIONS[each]),
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
