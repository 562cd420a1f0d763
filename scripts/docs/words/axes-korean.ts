/** 축과 값의 한국어 이름. The axes of src/math/axes.ts and their values, in Korean. */
import type { Words } from "./words.ts";

export const AXES_IN_KOREAN: Pick<Words["axes"], "names" | "values"> = {
  names: {
    input: "첫 번째 입력",
    link: "입력을 확률로 바꾸는 방법",
    targetRule: "α만큼의 확률을 나누는 규칙",
    smoothingApplies: "스무딩을 적용하는 조건",
    classCount: "K를 세는 곳",
    classAxis: "클래스 축",
    softmaxAxis: "softmax를 취하는 축",
    divergence: "손실의 종류",
    zeroMass: "확률이 0인 클래스의 무한대 손실",
    gradientMass: "기울기가 가정하는 타깃의 합",
    ignoredRows: "무시하는 행",
    excludedClass: "스무딩에서 제외하는 클래스",
    weight: "가중치",
    rowLoss: "항에서 행의 손실로",
    reduction: "행의 손실에서 결과로",
  },
  values: {
    input: { logits: "로짓", logProbs: "로그 확률", probs: "확률" },
    link: {
      softmax: "클래스 전체에 대한 softmax",
      sigmoid: "라벨마다 따로 sigmoid",
      given: "이미 로그 확률로 주어짐",
      "clipped-rows": "합으로 나눈 뒤 [1e-7, 1 - 1e-7]로 자름",
      clipped: "라벨마다 [1e-7, 1 - 1e-7]로 자름",
    },
    targetRule: {
      uniform: "모든 클래스에 α/K씩",
      "off-target": "정답을 뺀 모든 클래스에 α/(K - 1)씩",
      "off-target-and-excluded": "정답과 제외된 클래스 하나를 뺀 나머지에 α/(K - 2)씩",
      half: "라벨마다 두 클래스인 것처럼 α/2씩",
    },
    smoothingApplies: { always: "항상", nonzero: "α가 0이 아닐 때", positive: "α가 0보다 클 때" },
    classCount: {
      "class-axis": "클래스 축의 길이",
      "last-axis": "마지막 축의 길이",
      "axis-1": "1번 축의 길이",
      "num-classes": "numClasses로 받은 값",
    },
    classAxis: {
      last: "마지막 축",
      second: "1번 축, 행이 하나뿐이면 0번 축",
      "axis-1": "1번 축",
      "axis-option": "axis 옵션이 정하는 축",
    },
    softmaxAxis: { "class-axis": "클래스 축", "dim-option": "dim 옵션이 정하는 축" },
    divergence: {
      "cross-entropy": "교차 엔트로피",
      kl: "쿨백-라이블러 발산(교차 엔트로피에서 타깃의 엔트로피를 뺀 값)",
    },
    zeroMass: {
      gathered: "0으로 침(정답 항만 골라 봄)",
      dense: "0과 무한대의 곱이므로 NaN",
    },
    gradientMass: { sum: "타깃의 실제 합", one: "합이 1이 아니어도 1로 가정" },
    ignoredRows: {
      none: "없음",
      masked: "그 행의 손실을 0으로 바꿈",
      "zero-mass": "그 행의 타깃을 모두 0으로 바꿈",
    },
    excludedClass: {
      none: "없음",
      "python-index": "ignoreIndex가 가리키는 클래스(음수는 뒤에서부터 셈)",
      "in-range-index": "ignoreIndex가 실제 클래스일 때만 그 클래스",
    },
    weight: {
      none: "없음",
      "per-class": "클래스별 가중치를 각 항에 곱함",
      "per-row-aligned": "행 손실별 가중치(차원은 Keras 방식으로 맞춤)",
      "per-row-broadcast": "행 손실별 가중치(NumPy 방식으로 브로드캐스팅)",
    },
    rowLoss: { sum: "항의 합", mean: "항의 평균", each: "항 하나하나가 손실" },
    reduction: {
      none: "그대로 둠",
      sum: "합",
      mean: "행에 대한 평균",
      "mean-kept-weight": "남은 행의 가중치 합으로 나눈 평균",
      "mean-no-nan": "행에 대한 평균(행이 없으면 0)",
      "mean-weight-no-nan": "가중치 합으로 나눈 평균(합이 0이면 0)",
      "mean-nonzero-weights": "0이 아닌 가중치의 개수로 나눈 평균",
      "mean-weight-spread": "가중치 합으로 나눈 평균",
    },
  },
};
