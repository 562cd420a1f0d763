/** 축과 값의 한국어 이름. The lexicon of the axes in Korean. */
import type { AxisWords } from "../../../src/definition/axis-words.ts";

export const AXES_IN_KOREAN: AxisWords = {
  input: {
    name: "첫 번째 입력",
    values: { logits: "로짓", logProbs: "로그 확률", probs: "확률" },
  },
  link: {
    name: "입력을 확률로 바꾸는 방법",
    values: {
      probabilities: {
        softmax: "클래스 전체에 대한 softmax",
        sigmoid: "라벨마다 따로 sigmoid",
        "given-logs": "이미 로그 확률로 주어짐",
        "row-shares": "합으로 나눔",
        given: "라벨마다 따로 주어짐",
      },
      clip: {
        none: "",
        epsilon: "[1e-7, 1 - 1e-7]로 자름",
        "epsilon-and-added": "[1e-7, 1 - 1e-7]로 자르고 로그 안에 1e-7을 더함",
        logarithms: "로그는 -100 아래로 내려가지 않음",
        logits: "행의 최댓값보다 64 넘게 작은 로짓은 64 작은 값으로 올림",
        underflow: "float32 softmax의 로그라서 작은 확률은 0이 됨",
      },
      focal: {
        none: "",
        plain: "초점 계수를 곱함",
        balanced: "초점 계수를 곱하고 양쪽에 alpha와 1 - alpha를 곱함",
      },
      scale: { none: "", given: "먼저 로짓에 수를 곱함" },
      cap: { none: "", tanh: "로짓을 c tanh(x/c)로 눌러 c를 넘지 않게 함" },
      normaliserCost: { none: "", squared: "행마다 log sum exp의 제곱에 수를 곱해 더함" },
      positives: { none: "", weighed: "라벨의 양성 쪽에 수를 곱함" },
    },
  },
  labels: {
    name: "소프트 라벨을 읽는 방법",
    values: { none: "그대로", "positive-as-one": "0보다 크면 모두 1로 봄" },
  },
  targetRule: {
    name: "α만큼의 확률을 나누는 규칙",
    values: {
      uniform: "모든 클래스에 α/K씩",
      "off-target": "정답을 뺀 모든 클래스에 α/(K - 1)씩",
      "off-target-and-excluded": "정답과 제외된 클래스 하나를 뺀 나머지에 α/(K - 2)씩",
      half: "라벨마다 두 클래스인 것처럼 α/2씩",
      "both-sides": "라벨이 0이면 α, 1이면 1 - α",
      added: "모든 클래스에 α/K를 더한 뒤 전체를 1 + α로 나눔",
      "added-to-shares": "라벨을 합이 1이 되게 나눈 뒤 모든 클래스에 α/K를 더하고 1 + α로 나눔",
    },
  },
  smoothingApplies: {
    name: "스무딩을 적용하는 조건",
    values: { always: "항상", nonzero: "α가 0이 아닐 때", positive: "α가 0보다 클 때" },
  },
  classCount: {
    name: "K를 세는 곳",
    values: {
      "class-axis": "클래스 축의 길이",
      "last-axis": "마지막 축의 길이",
      "axis-1": "1번 축의 길이",
      "num-classes": "numClasses로 받은 값",
      "last-axis-or-two": "마지막 축의 길이, 1차원이면 2",
    },
  },
  classAxis: {
    name: "클래스 축",
    values: {
      last: "마지막 축",
      second: "1번 축, 행이 하나뿐이면 0번 축",
      "axis-1": "1번 축",
      "axis-option": "axis 옵션이 정하는 축",
    },
  },
  softmaxAxis: {
    name: "softmax를 취하는 축",
    values: { "class-axis": "클래스 축", "dim-option": "dim 옵션이 정하는 축" },
  },
  divergence: {
    name: "손실의 종류",
    values: {
      "cross-entropy": "교차 엔트로피",
      kl: "쿨백-라이블러 발산(교차 엔트로피에서 타깃의 엔트로피를 뺀 값)",
      "kl-formula": "교차 엔트로피에서 타깃의 엔트로피를 식대로 뺀 값(0 ln 0이 나오면 NaN)",
    },
  },
  zeroMass: {
    name: "확률이 0인 클래스의 무한대 손실",
    values: {
      gathered: "0으로 침(정답 항만 골라 봄)",
      dense: "0과 무한대의 곱이므로 NaN",
      "dense-labels": "라벨이 0인 클래스라면 스무딩이 있어도 0과 무한대의 곱이므로 NaN",
    },
  },
  normaliser: {
    name: "기울기가 가정하는 타깃의 합",
    values: {
      "by-mass": "타깃의 실제 합",
      "once-in-gradient": "합이 1이 아니어도 1로 가정",
      once: "손실과 기울기 모두 합을 1로 가정",
    },
  },
  ignoredRows: {
    name: "무시하는 행",
    values: {
      none: "없음",
      masked: "그 행의 손실을 0으로 바꿈",
      multiplied: "그 행의 손실에 0을 곱함",
      "zero-mass": "그 행의 타깃을 모두 0으로 바꿈",
      "no-label": "그 행의 타깃에 스무딩만 남김",
    },
  },
  excludedClass: {
    name: "스무딩에서 제외하는 클래스",
    values: {
      none: "없음",
      "python-index": "ignoreIndex가 가리키는 클래스(음수는 뒤에서부터 셈)",
      "in-range-index": "ignoreIndex가 실제 클래스일 때만 그 클래스",
    },
  },
  weight: {
    name: "가중치",
    values: {
      none: "없음",
      "per-class": "클래스별 가중치를 각 항에 곱함",
      "per-class-on-row": "클래스별 가중치를 타깃으로 평균해 행에 곱함",
      "per-row-aligned": "행 손실별 가중치(차원은 Keras 방식으로 맞춤)",
      "per-row-broadcast": "행 손실별 가중치(NumPy 방식으로 브로드캐스팅)",
    },
  },
  rowLoss: {
    name: "항에서 행의 손실로",
    values: { sum: "항의 합", mean: "항의 평균", each: "항 하나하나가 손실" },
  },
  reduction: {
    name: "행의 손실에서 결과로",
    values: {
      divisor: {
        unreduced: "그대로 둠",
        one: "합",
        losses: "행에 대한 평균",
        "unmasked-rows": "행에 대한 평균(ignoreIndex가 0이면 타깃이 모두 0인 행은 세지 않음)",
        batch: "첫 번째 축의 길이로 나눈 합",
        "weights-or-batch": "가중치의 합으로 나눈 합(가중치가 없으면 첫 번째 축의 길이로 나눔)",
        given: "합을 주어진 수로 나눔",
        "kept-weight": "남은 행의 가중치 합으로 나눈 평균",
        "kept-if-ignoring": "ignoreIndex가 0 이상이거나 가중치가 있으면 남은 행, 아니면 모든 행에 대한 평균",
        "target-weight": "무시한 행까지 포함한 모든 행의 가중치 합으로 나눈 평균",
        "row-weight": "행에 곱한 계수의 합으로 나눈 평균",
        weights: "가중치 합으로 나눈 평균",
        "weights-spread": "가중치 합으로 나눈 평균",
        "nonzero-weights": "0이 아닌 가중치의 개수로 나눈 평균",
      },
      without: {
        quotient: "",
        nan: "",
        zero: "나눌 것이 없으면 0",
        "zero-or-empty": "나눌 것이 없으면 0, 빈 배치는 그대로 둠",
        sum: "나눌 것이 없으면 1로 나눔",
        epsilon: "나누는 수에 1e-6을 더함",
      },
    },
  },
};
