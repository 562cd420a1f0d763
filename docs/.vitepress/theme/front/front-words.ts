/** What the first screen says, in both languages. */
const ENGLISH = {
  claim: " means different losses in different frameworks.",
  task: "Find out which one you have, and check that yours is right.",
  smoothing: "Label smoothing",
  caption: "What each class gets of the target:",
  picture:
    "The smoothed target of five classes under two definitions: the masses off the true class on a scale of their own, that of the true class cut off. The table has the same numbers.",
  trueClass: "true class",
  class: (k: number): string => `class ${k}`,
  definition: "definition",
  loss: "loss, nats",
  optimum: "least at p =",
  lead: "logits apart",
  verdict: (difference: string): string =>
    `The same logits, class and α: fairseq's loss is ${difference} nats above PyTorch's.`,
  playground: "All fifty definitions, your logits",
  identify: "Which loss made my number?",
  judge: "Is my loss right?",
  paths: { playground: "/playground", identify: "/identify", judging: "/judging" },
};

const KOREAN: typeof ENGLISH = {
  claim: "의 뜻은 프레임워크마다 다릅니다.",
  task: "지금 쓰는 손실이 어느 것인지 알아내고, 맞게 계산하는지 확인하세요.",
  smoothing: "레이블 스무딩",
  caption: "클래스마다 받는 타깃:",
  picture:
    "두 정의에서 다섯 클래스의 스무딩한 타깃. 정답이 아닌 클래스의 확률은 따로 눈금을 쓰고, 정답 클래스의 막대는 잘라 그렸다. 같은 숫자가 표에 있다.",
  trueClass: "정답",
  class: (k) => `클래스 ${k}`,
  definition: "정의",
  loss: "손실(nat)",
  optimum: "최소인 p",
  lead: "그때 로짓 차이",
  verdict: (difference) =>
    `로짓, 클래스, α가 모두 같은데 fairseq의 손실은 PyTorch보다 ${difference} nat 큽니다.`,
  playground: "정의 쉰 개를 직접 비교",
  identify: "이 숫자를 낸 손실은?",
  judge: "내 손실은 맞을까?",
  paths: { playground: "/ko/playground", identify: "/ko/identify", judging: "/ko/judging" },
};

export const FRONT_WORDS = { en: ENGLISH, ko: KOREAN } as const;
