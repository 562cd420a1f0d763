/** Every text of the playground, in both languages. */

const ENGLISH = {
  definitions: "Definitions",
  add: "Add a definition",
  core: "Core",
  dialects: "Dialects",
  remove: (id: string): string => `Remove ${id}`,
  labelSmoothing: "Label smoothing α",
  numClasses: "Classes K",
  logits: "Logits; the marked class is the true one",
  logitOf: (k: number): string => `Logit of class ${k}`,
  isTarget: (k: number): string => `Class ${k} is the true one`,
  spread: "Spread of the other logits",
  drawn: (count: number): string =>
    `The logits of the other ${count} classes are drawn, the same for everybody.`,
  reset: "Back to the start",
  link: "The address of this page says all of this: copy it to share what you see.",
  problem: (name: string, got: string): string =>
    `The address says ${name}=${got}, which means nothing here; the usual value is used instead.`,
  lesson:
    "Smoothing takes the share α of the target away from the true class and spreads it over the classes. So the loss is least where the true class is likely, and no longer where it is certain: being surer costs. How much each class gets differs between frameworks, and the charts show by how much.",
  chart: "Chart",
  charts: {
    target: { name: "Target", title: "Smoothed target", axis: "mass" },
    off: { name: "Off the true class", title: "Smoothed target without the true class", axis: "mass" },
    targetDifference: {
      name: "Target, minus the first",
      title: "Smoothed target minus that of the first definition",
      axis: "mass",
    },
    gradient: { name: "Gradient", title: "Gradient in the logits (p - q for most)", axis: "nats per logit" },
    gradientDifference: {
      name: "Gradient, minus the first",
      title: "Gradient minus that of the first definition",
      axis: "nats per logit",
    },
    overClasses: {
      name: "Distance over K",
      title: "Loss minus that of the first definition, by the number of classes",
      axis: "nats",
    },
    overSmoothing: {
      name: "Distance over α",
      title: "Loss minus that of the first definition, by the smoothing",
      axis: "nats",
    },
  },
  asTable: "The chart as a table",
  onlyFirst: (count: number): string => `The first ${count} classes.`,
  outside: (label: string, typed: string, least: number, most: number, kept: number): string =>
    `${label}: ${typed === "" ? "nothing" : typed} is not a number from ${least} to ${most}; it stays ${kept}.`,
  whole: (label: string, typed: string, kept: number): string =>
    `${label}: ${typed} is no whole number; it stays ${kept}.`,
  classAxis: "class",
  logarithmic: "logarithmic",
  numbers: "In numbers",
  columns: {
    definition: "definition",
    on: "true class",
    off: "another class",
    loss: "loss, nats",
    difference: "minus equation (1)",
    floor: "floor, nats",
    gradient: "gradient at the true class",
  },
  noFloor: "none at the target",
  excluded: (k: number): string =>
    `OpenNMT and its relatives leave a class out of the smoothing: here class ${k}.`,
  ledger: "Why they differ",
  from: "from",
  to: "to",
  step: "step",
  change: "change",
  ask: "Let me guess first",
  question: "Which of these has the largest loss on this row?",
  reveal: "Show the answer",
  verdict: (isRight: boolean, largest: readonly string[], loss: string): string =>
    `${isRight ? "Right" : "Not so"}: ${largest.join(", ")} with ${loss} nats.`,
  identifyHeading: "Which definition made a number?",
  identifyIntro:
    "Give the loss that your code has for this row, with all its digits. Or drop an ONNX graph of a loss here, or the .npy files of a call: logits, target and, if you have it, loss. Nothing leaves this page.",
  number: "Loss",
  identify: "Identify",
  files: ".onnx or .npy files",
  facts: (producer: string, operators: string): string =>
    `${producer === "" ? "The graph" : `The graph of ${producer}`} has these operators: ${operators || "none"}.`,
  tooSlow: (name: string, seconds: number): string => `${name}: no answer after ${seconds} seconds`,
  notLoaded: "a script of this page could not be loaded",
  next: (hasLoss: boolean): string =>
    hasLoss
      ? "Next: press Identify. The loss is taken from its file, unless you type one."
      : "Next: type the loss of this call above, and press Identify.",
  bothFiles: "expected the logits and the target, got one of them: choose both files at once",
  searching: "Searching all definitions …",
  more: (count: number): string => `and ${count} more`,
  copyHeading: "As code",
  definition: "definition",
  framework: "framework",
  copy: "Copy",
  copied: "Copied.",
  notCopied: "The browser does not allow copying here: select the code and copy it.",
  agreed: (version: string, calls: number): string =>
    `Run with ${version} on ${calls} rows with up to 1000 classes; its losses agreed with the library's on all that the definition takes.`,
  noCode: (id: string): string =>
    `No code of ours was found to agree with ${id} on every row, so none is offered: see its page for the source.`,
  computedBy: (backend: string): string => `Computed in this page by smoothproof, ${backend}.`,
};

export type Words = typeof ENGLISH;

const KOREAN: Words = {
  definitions: "정의",
  add: "정의 추가",
  core: "핵심 구현",
  dialects: "방언",
  remove: (id) => `${id} 빼기`,
  labelSmoothing: "레이블 스무딩 α",
  numClasses: "클래스 수 K",
  logits: "로짓(표시한 클래스가 정답)",
  logitOf: (k) => `클래스 ${k}의 로짓`,
  isTarget: (k) => `클래스 ${k}를 정답으로`,
  spread: "나머지 로짓의 표준편차",
  drawn: (count) => `나머지 클래스 ${count}개의 로짓은 무작위 값이며, 누구에게나 똑같습니다.`,
  reset: "처음으로",
  link: "지금 보이는 것은 모두 주소에 담겨 있습니다. 주소를 복사하면 그대로 공유할 수 있습니다.",
  problem: (name, got) => `주소의 ${name}=${got}은(는) 쓸 수 없는 값이라 기본값을 대신 썼습니다.`,
  lesson:
    "스무딩은 타깃에서 α만큼을 정답 클래스에서 덜어 클래스들에 나누어 줍니다. 그래서 손실은 정답을 확신할 때가 아니라 적당히 믿을 때 가장 작고, 더 확신하면 손실이 늘어납니다. 클래스마다 얼마를 받는지는 프레임워크마다 다르며, 그 차이를 차트가 보여 줍니다.",
  chart: "차트",
  charts: {
    target: { name: "타깃", title: "스무딩한 타깃", axis: "확률" },
    off: { name: "정답 밖", title: "정답 클래스를 뺀 스무딩한 타깃", axis: "확률" },
    targetDifference: {
      name: "타깃, 첫 정의와의 차이",
      title: "스무딩한 타깃에서 첫 정의의 것을 뺀 값",
      axis: "확률",
    },
    gradient: { name: "기울기", title: "로짓에 대한 기울기(대부분 p - q)", axis: "nat / 로짓" },
    gradientDifference: {
      name: "기울기, 첫 정의와의 차이",
      title: "기울기에서 첫 정의의 것을 뺀 값",
      axis: "nat / 로짓",
    },
    overClasses: {
      name: "K에 따른 거리",
      title: "클래스 수에 따른 손실에서 첫 정의의 것을 뺀 값",
      axis: "nat",
    },
    overSmoothing: {
      name: "α에 따른 거리",
      title: "스무딩에 따른 손실에서 첫 정의의 것을 뺀 값",
      axis: "nat",
    },
  },
  asTable: "차트를 표로",
  onlyFirst: (count) => `처음 ${count}개 클래스입니다.`,
  outside: (label, typed, least, most, kept) =>
    `${label}: ${typed === "" ? "빈칸" : typed}은(는) ${least}에서 ${most}까지의 수가 아니어서 ${kept}을(를) 그대로 둡니다.`,
  whole: (label, typed, kept) => `${label}: ${typed}은(는) 정수가 아니어서 ${kept}을(를) 그대로 둡니다.`,
  classAxis: "클래스",
  logarithmic: "로그 눈금",
  numbers: "숫자로 보면",
  columns: {
    definition: "정의",
    on: "정답 클래스",
    off: "다른 클래스",
    loss: "손실(nat)",
    difference: "식 (1)과의 차이",
    floor: "하한(nat)",
    gradient: "정답 클래스의 기울기",
  },
  noFloor: "타깃에서 최소가 아님",
  excluded: (k) => `OpenNMT 계열은 클래스 하나를 스무딩에서 제외합니다. 여기서는 클래스 ${k}입니다.`,
  ledger: "왜 다른가",
  from: "기준",
  to: "비교",
  step: "단계",
  change: "변화",
  ask: "먼저 맞혀 보기",
  question: "이 행에서 손실이 가장 큰 정의는 무엇일까요?",
  reveal: "답 보기",
  verdict: (isRight, largest, loss) =>
    `${isRight ? "맞았습니다" : "아닙니다"}. 손실이 가장 큰 정의는 ${largest.join(", ")}이고, 값은 ${loss} nat입니다.`,
  identifyHeading: "이 숫자는 어느 정의에서 나왔을까?",
  identifyIntro:
    "이 행에 대해 여러분의 코드가 계산한 손실을 모든 자릿수까지 넣으세요. 손실을 계산하는 ONNX 그래프나 호출 하나의 .npy 파일(로짓, 타깃, 있으면 손실)을 여기에 끌어다 놓아도 됩니다. 파일은 이 페이지 밖으로 나가지 않습니다.",
  number: "손실",
  identify: "찾기",
  files: ".onnx 또는 .npy 파일",
  facts: (producer, operators) =>
    `${producer === "" ? "" : `${producer}에서 나온 `}그래프의 연산자: ${operators || "없음"}`,
  tooSlow: (name, seconds) => `${name}: ${seconds}초 안에 답이 나오지 않았습니다`,
  notLoaded: "이 페이지의 스크립트를 불러오지 못했습니다",
  next: (hasLoss) =>
    hasLoss
      ? "이제 찾기를 누르세요. 손실을 직접 적지 않으면 파일의 값을 씁니다."
      : "이제 이 호출의 손실을 위에 적고 찾기를 누르세요.",
  bothFiles: "로짓과 타깃 가운데 하나만 있습니다. 두 파일을 함께 고르세요",
  searching: "모든 정의를 찾아보는 중…",
  more: (count) => `외 ${count}개`,
  copyHeading: "코드로 보기",
  definition: "정의",
  framework: "프레임워크",
  copy: "복사",
  copied: "복사했습니다.",
  notCopied: "이 브라우저에서는 복사할 수 없습니다. 코드를 선택해서 복사하세요.",
  agreed: (version, calls) =>
    `클래스가 최대 1000개인 행 ${calls}개를 ${version}로 실행했고, 이 정의가 받는 모든 행에서 손실이 라이브러리와 일치했습니다.`,
  noCode: (id) =>
    `모든 행에서 ${id}와 일치하는 코드를 찾지 못해 싣지 않았습니다. 원본은 해당 문서에 있습니다.`,
  computedBy: (backend) => `이 페이지에서 smoothproof가 직접 계산한 값입니다(${backend}).`,
};

export const wordsFor = (language: string): Words => (language.startsWith("ko") ? KOREAN : ENGLISH);
