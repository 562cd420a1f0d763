import { AXES_IN_KOREAN } from "./axes-korean.ts";
import { reasonInKorean, whereInKorean } from "./conversions-korean.ts";
import { identityInKorean } from "./identity-korean.ts";
import { KOREAN_TEXTS, translation } from "./records-korean.ts";
import type { Words } from "./words.ts";

export const KOREAN: Words = {
  code: "ko",
  folder: "docs/ko",
  generated: "`npm run pages`가 레코드와 계산기, 골든 벡터에서 만든 문서입니다. 직접 고치지 마세요.",
  inOtherLanguage: (link) => `[English](${link})`,
  allVariants: (link) => `[모든 구현](${link})`,
  headings: {
    definition: "정의",
    axes: "식 (1)과의 비교",
    target: "글에 나온 예의 타깃",
    closedForm: "차이를 나타내는 식",
    limits: "극한",
    numbers: "계산한 값",
    pictures: "K와 α에 따른 차이",
    conversions: "다른 구현의 α로 바꾸기",
    quirks: "알아 둘 동작",
    source: "출처",
  },
  summary: {
    yardstick: "기준이 되는 정의입니다. 다른 문서는 모두 각 정의가 이 식과 어떻게 다른지 설명합니다.",
    same: "확률이 같고 평범한 행 하나라면 모든 K와 α에서 식 (1)과 **똑같습니다**. 다른 점은 아래 축뿐입니다.",
    differs: (difference) =>
      `로짓이 같을 때 한 행의 손실은 식 (1)의 손실과 \`${difference}\`만큼 다릅니다. 글자의 뜻은 [아래](#차이를-나타내는-식)에 있습니다.`,
    labels:
      "클래스 하나하나를 예/아니오 라벨로 따로 다루므로, 스무딩이 없을 때도 식 (1)과는 다른 손실입니다.",
    noClosedForm: "손실이 타깃의 확률에 비례하지 않으므로, 식 (1)과는 타깃 말고도 다른 점이 있습니다.",
    identity: (identity, page) =>
      `함수로 보면 ${identityInKorean(identity, page)}. 무작위 호출로 값과 기울기를 모두 확인합니다.`,
  },
  definition: {
    result: (text) => `이 손실에서 결과로: ${text}.`,
    letters: ({ target, of }) =>
      `${
        target.startsWith("q")
          ? "α는 스무딩 계수, K는 클래스 수, t는 정답 클래스, y는 원래 타깃, q는 스무딩한 타깃, x는 로짓, p는 확률, w는 가중치, H(q)는 q의 엔트로피"
          : "클래스마다 따로 라벨이 있습니다. y는 라벨, z는 스무딩한 라벨, x는 로짓, p는 확률, w는 가중치, α는 스무딩 계수, K는 클래스 수, t는 정답 클래스"
      }, ℓ은 ${{ row: "한 행", label: "라벨 하나", pair: "한 쌍" }[of ?? "row"]}의 손실입니다.`,
    inputs: (input, target, weight) =>
      `입력은 ${input}, 타깃은 ${target}입니다.${weight === undefined ? "" : ` \`${weight}\`도 줄 수 있습니다.`}`,
    inputNames: { logits: "`logits`(로짓)", logProbs: "`logProbs`(로그 확률)", probs: "`probs`(확률)" },
    targetNames: { indices: "클래스 번호", distribution: "클래스에 대한 분포" },
    optionColumns: ["옵션", "기본값", "받는 값", "잘못된 값을 거부하는 때"],
    required: "필수",
    optional: "없음",
    sourceName: (name) => `원본에서는 \`${name}\``,
    choices: (values) => values,
    domain: (says) => translation(says, "domains"),
    phases: { construct: "만들 때", call: "호출할 때", backward: "미분할 때" },
  },
  axes: {
    columns: (id) => ["축", "식 (1)", `\`${id}\``],
    same: (names) => `나머지 축은 같습니다: ${names}.`,
    nothingDiffers: "식 (1) 자신이므로 모든 축을 적습니다.",
    words: AXES_IN_KOREAN,
  },
  target: {
    example: (leavesOut) =>
      `글에서는 α = 0.1로 [0, 1, 0, 0]을 스무딩합니다.${leavesOut ? " 제외되는 클래스는 0번으로 두었습니다." : ""}`,
    columns: (id) => ["클래스", "하드 타깃", "식 (1)", `\`${id}\``],
    sum: "합",
    picture: (id) =>
      `식 (1)과 나란히 본 ${id}의 소프트 타깃: 글에 나온 예, K에 따른 나머지 클래스의 확률, α에 따른 정답 클래스의 확률`,
  },
  closedForm: {
    columns: (id) => ["확률", "식 (1)", `\`${id}\``, "차이"],
    on: "정답 클래스",
    off: (count) => `나머지 ${count}개 클래스 각각`,
    excluded: "제외된 클래스",
    total: "모두 더하면",
    share: (share) => `손실은 라벨에 대한 평균이므로 여기에 \`${share}\`를 곱합니다.`,
    classes: (formula, leavesOut) =>
      `정답 클래스의 로짓에서 나머지 로짓의 평균을 뺀 값을 m이라 하면${leavesOut ? "(제외된 클래스는 평균에서 빼고, 정답 로짓에서 제외된 클래스의 로짓을 뺀 값은 m₀)" : ""}, 한 행의 손실은 식 (1)의 손실에 \`${formula}\`를 더한 값입니다. 단위는 nat입니다.`,
    entropy: (formula) =>
      `H(q) = \`${formula}\`는 타깃의 엔트로피입니다. 발산은 이 값을 빼므로 손실이 0까지 내려갈 수 있습니다. K와 α로만 정해지고 기울기에는 영향을 주지 않습니다.`,
    gradient: (on, off, excluded) =>
      `로짓에 대한 기울기는 확률의 차이에서 부호만 바꾼 만큼 다릅니다. 로짓이 무엇이든 정답 클래스에서는 \`${on}\`, 나머지 클래스에서는 각각 \`${off}\`${excluded === undefined ? "" : `, 제외된 클래스에서는 \`${excluded}\``}입니다.`,
    labels: (loss, difference) =>
      `라벨 하나의 손실은 softplus(x) - q x이고, softplus(x) = ln(1 + eˣ)입니다. 한 행의 손실은 \`${loss}\`이며, 식 (1)의 손실과는 \`${difference}\`만큼 다릅니다. 여기서 lse(x) = ln Σ eˣ입니다. 어떤 α를 골라도 모든 x에서 이 차이를 없앨 수는 없습니다.`,
    labelIsTwoClasses: "로짓이 x인 라벨 하나는 로짓 [0, x]에 K = 2인 식 (1)을 쓴 것과 같습니다.",
    twin: (alpha) => `이 타깃은 식 (1)에 α 대신 \`${alpha}\`을 넣은 것과 같습니다.`,
    same: "확률이 식 (1)과 같으므로 평범한 행의 손실과 기울기도 같습니다. 모든 K와 α에서 차이는 0입니다.",
    checked: (rows, within) =>
      `확률의 식은 계산기가 실제로 쓰는 값에서 찾은 것이며, 이 식으로 구한 손실은 ${rows}개 행(K는 3에서 37, α는 0.05에서 0.9)에서 계산기의 손실과 ${within ?? "1e-11"}까지 맞습니다.${within === undefined ? "" : " 원본이 더하는 작은 수(엡실론)는 식에 넣지 않았습니다."}`,
    none: "확률의 식은 계산기가 실제로 쓰는 값에서 찾은 것입니다. 손실이 확률에 비례하지 않는 까닭은 위의 축에 있습니다.",
  },
  limits: {
    columns: ["극한", "정답 클래스", "나머지 클래스 각각", "정답이 아닌 클래스 모두", "제외된 클래스"],
    names: {
      "many-classes": "K → ∞",
      "two-classes": "K = 2",
      "no-smoothing": "α → 0",
      "full-smoothing": "α → 1",
    },
    unbounded: "한없이 커짐",
    pole: "0으로 나눔",
    refused: (point, message) => `${point} 자체는 거부합니다: \`${message}\`.`,
    points: {
      "many-classes": "K = ∞",
      "two-classes": "K = 2",
      "no-smoothing": "α = 0",
      "full-smoothing": "α = 1",
    },
    entropyForManyClasses: (formula) =>
      `클래스가 많아지면 빼는 엔트로피가 \`${formula}\`처럼 커집니다. 그래서 어휘 크기가 다르면 손실을 서로 비교할 수 없습니다.`,
    checked: "극한은 모두 위의 식에서 구했고, 계산기의 값이 그만큼 가까워지는지 확인했습니다.",
  },
  numbers: {
    golden: (id) => `골든 벡터 \`${id}\`:`,
    goldenColumns: ["", "값"],
    inputs: "입력",
    options: "옵션",
    truth: "참값(50자리 계산)",
    observed: (reference) => `${reference}에서 관측한 값`,
    ours: "이 라이브러리",
    yardstick: (reduction) => `같은 행에 대한 식 (1)(${reduction === "sum" ? "합" : "평균"})`,
    rows: "정답 클래스의 로짓이 5, 나머지가 모두 0인 행에서 α = 0.1일 때의 값입니다. 손실의 단위는 nat입니다.",
    rowColumns: (id) => [
      "K",
      "식 (1)",
      `\`${id}\``,
      "차이",
      "식으로 구한 차이",
      "정답 클래스에서 기울기의 차이",
    ],
    refused: "거부",
    count: (count, reference, id) =>
      `골든 벡터 ${count}개로 이 정의를 ${reference}에 견줍니다: \`npx smoothproof conformance --variant ${id}\`.`,
  },
  pictures: {
    none: "어디서나 차이가 0이므로 그림이 없습니다.",
    caption: (id) =>
      `정답 클래스의 로짓이 5, 나머지가 모두 0인 행에서 \`${id}\`의 손실과 기울기에서 식 (1)의 값을 뺀 것입니다.`,
    alt: (id) => `클래스 수와 α에 따라 ${id}의 손실과 기울기에서 식 (1)의 값을 뺀 그림`,
  },
  conversions: {
    intro: (id, alpha, classes) =>
      `K = ${classes}일 때 \`${id}\`의 α = ${alpha}에 해당하는 다른 구현의 값과, 그때 무엇이 같아지는지입니다(\`npx smoothproof convert\`).`,
    noSmoothing: "없음",
    valueAndGradient: "모든 입력에서 손실과 기울기가 같음",
    gradient: (constant) => `기울기가 같음. 손실은 행마다 ${constant} nat만큼 일정하게 다름`,
    subspace: (where, constant) =>
      `${where} ${constant === undefined ? "손실과 기울기가 같음" : `기울기가 같고, 손실은 행마다 ${constant} nat만큼 일정하게 다름`}`,
    none: (reason, residual, instead) =>
      `정확히 같아지지 않음: ${reason}${residual === undefined ? "" : `. 기울기는 로짓마다 최대 ${residual}만큼 다름`}${instead === undefined ? "" : `. ${instead}`}`,
    instead: (alpha, classes) => `제외되는 클래스를 아예 빼고 K = ${classes}, α = ${alpha}로 하면 같아짐`,
    refused: (message) => `거부: ${message}`,
    where: whereInKorean,
    reason: reasonInKorean,
  },
  quirks: {
    none: "알려진 것이 없습니다.",
    corrected: (option) => `\`${option}\`로 바로잡을 수 있습니다.`,
  },
  moreExact: {
    heading: "원본보다 정확한 곳",
    intro: "모두 원본이 하는 대로 합니다. 일부러 더 정확하게 계산하는 곳은 기록에 적어 둡니다.",
    kinds: {
      float64: "float64 입력을 끝까지 float64로 계산합니다. 원본은 적어도 일부를 float32로 계산합니다",
      subnormals: "2^-126보다 작은 float32 수의 값을 지킵니다. TensorFlow는 이를 0으로 봅니다",
      "float16-sum": "float16 행에서 클래스에 대한 합이 65504를 넘어도 유한합니다. 원본은 넘칩니다",
    },
    inReadme: (counts) =>
      `일부러 더 정확하게 계산하는 곳: ${counts.join("; ")} ([어느 구현인지](docs/ko/variants/index.md#원본보다-정확한-곳)).`,
  },
  source: {
    lines: (path, lines) => `${path}, ${lines}`,
    notRun:
      "여기서 실행할 수 있는 패키지에는 이 손실이 없습니다. 소스를 읽기만 하고 생성기로 실행하지 않았으므로, 골든 벡터의 값은 위의 정의를 50자리로 계산한 것입니다.",
    notRunShort: "실행하지 않음",
  },
  divergence: {
    title: "구현마다 식 (1)과 어떻게 다른가",
    intro:
      "누구나 `label_smoothing=0.1`이라고 쓰지만 계산은 저마다 다릅니다. [글](origin.md)의 식 (1)은 $q_k = y_k (1 - \\alpha) + \\frac{\\alpha}{K}$이고, 손실은 교차 엔트로피 $-\\sum_k q_k \\log p_k$입니다. 이 문서는 다른 정의를 모두 이 식과 견주어 봅니다.",
    familiesHeading: "계열",
    families: (variants, families) =>
      `정의 ${variants}개는 로짓과 정답 클래스, K, α의 함수로 보면 ${families}가지입니다. 같은 계열이고 α가 같으면 평범한 행의 손실과 기울기가 같습니다. 그 밖에 다를 수 있는 점은 [아래](#나머지-축)에 있습니다.`,
    familyColumns: [
      "계열",
      "정답 클래스",
      "나머지 클래스 각각",
      "α = 0.1일 때 [0, 1, 0, 0]",
      "한 행의 손실에서 식 (1)의 손실을 뺀 값",
    ],
    membersIntro: "계열마다 속한 정의를 표의 순서대로 적었습니다.",
    labels: "라벨을 따로 다루는 다른 손실(해당 문서 참고)",
    noClosedForm: "타깃에 비례하지 않음(해당 문서 참고)",
    nothing: "없음",
    letters:
      "m은 정답 클래스의 로짓에서 나머지 로짓의 평균을 뺀 값, m₀는 정답 클래스의 로짓에서 제외된 클래스의 로짓을 뺀 값, H(q)는 타깃의 엔트로피, p_t는 정답 클래스의 확률입니다. 손실의 단위는 nat입니다.",
    numbersHeading: "숫자로 보면",
    numbers:
      "정답 클래스의 로짓이 5, 나머지가 모두 0인 행에서 α = 0.1일 때 손실에서 식 (1)의 손실을 뺀 값입니다.",
    numbersColumn: "계열의 첫 정의",
    refused: "거부",
    pictureAlt: "클래스 수에 따라 각 계열의 손실에서 식 (1)의 손실을 뺀 그림",
    pictureTitle: "손실에서 식 (1)의 손실을 뺀 값, α = 0.1",
    pictureSubtitle: "정답 클래스의 로짓이 5, 나머지가 0인 행. 선의 이름은 그 계열의 첫 정의",
    slipsHeading: "글에 있는 두 가지 착오",
    codeSlip: (id, example, yardstick, conversion) =>
      `두 번째 코드 예시(\`${id}\`)는 나머지 클래스에 글에서 말한 \`α/K\`가 아니라 \`α/(K - 1)\`을 넣습니다. α = 0.1이면 [0, 1, 0, 0]은 ${example}이 되지만, 식 (1)로는 ${yardstick}입니다. 이 코드는 α 대신 α K/(K - 1)을 쓴 식 (1)과 같습니다: ${conversion}.`,
    crossEntropySlip: (left, right) =>
      `식 (4)의 마지막 줄에 있는 H(q, p)는 H(y, p)여야 합니다. q는 정의된 적이 없고, 첫 줄을 정리하면 (1 - α) H(y, p) + α H(u, p)가 됩니다. 로짓 [0, 5, 1, -2], 정답 클래스 1, α = 0.1로 계산하면 첫 줄은 ${left}, 바로잡은 마지막 줄은 ${right}입니다.`,
    axesHeading: "나머지 축",
    axes: "세고, 가리고, 가중치를 주고, 자르고, 평균하는 방식도 정의마다 다릅니다. 식 (1)과 다른 것만 모았습니다.",
    yardsticksValue: (value) => `식 (1): ${value}.`,
    notPortedHeading: "옮기지 않은 것과 그 이유",
    notPorted:
      "원본은 읽었지만 변종으로 옮기지 않은, 레이블 스무딩이 있는 손실입니다. 어느 변종과 같은 함수라고 한 것은 평범한 행에서 둘을 모두 계산해 테스트로 확인하며, 그 밖의 차이는 먼저 적었습니다.",
    sameFunction: (page, options) => `${page}${options === "" ? "" : ` (${options})`}와 같은 함수입니다.`,
    notPortedBecause: (reason) => `옮기지 않은 이유: ${reason}.`,
  },
  plots: {
    exampleTitle: "[0, 1, 0, 0], α = 0.1",
    classIndex: "클래스",
    mass: "확률",
    offTitle: "나머지 클래스 각각, α = 0.1",
    offMass: "α/K의 몇 배인가",
    onTitle: "정답 클래스, K = 4",
    onMass: "확률",
    classes: "클래스 수 K",
    alpha: "스무딩 계수 α",
    equation: "식 (1)",
    lossOverClasses: "K에 따른 손실의 차이",
    lossOverAlpha: "α에 따른 손실의 차이",
    gradientOverClasses: "K에 따른 정답 클래스 기울기의 차이",
    gradientOverAlpha: "α에 따른 정답 클래스 기울기의 차이",
    lossDifference: "nat",
    gradientDifference: "nat / 로짓",
    differenceTitle: (id) => `${id}에서 식 (1)을 뺀 값`,
    differenceSubtitle: "정답 클래스의 로짓이 5, 나머지가 0인 행 하나",
  },
  list: {
    title: "모든 구현",
    intro: (variants, families) =>
      `레이블 스무딩을 받는 공개된 손실 ${variants}개입니다. 로짓, 정답 클래스, K, α의 함수로 보면 ${families}가지입니다: [식 (1)과 다른 점](../divergence.md).`,
    coreHeading: "핵심 구현",
    core: "나머지 대부분이 되풀이하는 정의입니다. ONNX 오라클과 TensorFlow.js 텐서의 연산은 이 정의만 다룹니다.",
    dialectsHeading: "방언",
    dialects:
      "**방언**은 다른 프로젝트가 따로 쓴 정의로, 대개 핵심 구현 하나를 이름과 기본값만 바꾼 것입니다. 모두 원본을 읽고 옮겼으며, 실행할 수 있는 것은 벡터를 실제 패키지에서 얻었습니다. 스무딩이 `a`일 때 어느 구현과 같다고 한 것은 무작위 호출로 값과 기울기를 확인합니다.",
    columns: ["id", "이름", "스무딩한 타깃", "결과", "무시하는 행", "출처"],
    sameColumn: "같은 함수",
    noOther: "없음",
    identity: (identity) => identityInKorean(identity),
  },
  results: {
    title: "벡터로 잰 오차",
    intro:
      "`npx smoothproof conformance`가 골든 벡터 전체에서 잰 값입니다. 이 라이브러리의 가장 큰 오차를 같은 벡터에서 원본이 낸 가장 큰 오차와 나란히 적었고, 둘 다 50자리 참값과 비교했습니다. 손실은 ULP(마지막 자리의 단위)로 잽니다. 기울기의 **단위**는 `eps * (p * sum(q) + q)`로, `p * sum(q) - q`라는 뺄셈에서 피할 수 없는 반올림 오차입니다.",
    passing: (passed, all) => `벡터 ${all}개 가운데 ${passed}개를 통과합니다.`,
    columns: ["구현", "dtype", "통과", "손실(ULP)", "기울기(단위)", "원본", "원본의 손실", "원본의 기울기"],
    passed: (passed, all) => `${all}개 중 ${passed}개`,
    notRun: "실행하지 않고 원본만 읽음",
    special:
      "결과가 NaN이거나 무한대이거나 0이면 원본에서 관측한 대로 돌려줍니다. 벡터는 거부도 다룹니다. 프레임워크가 무엇을 언제 거부하고 무엇을 아무 말 없이 받아들이는지까지 확인합니다.",
    worstHeading: "알려진 가장 큰 오차",
    worstIntro: (evaluations) =>
      `\`npm run worst\`는 이 라이브러리가 가장 부정확해지는 입력을 찾습니다. 거의 같은 값, 공통으로 더한 값, 다른 폭, 마지막 비트까지 쓰는 값처럼 자릿수를 잃기 쉬운 방향으로 로짓과 타깃과 스무딩을 바꾸고, 오차가 커지는 변화를 남깁니다. 오차는 모두 mpmath로 구한 50자리 참값과 비교해 잽니다. 구현과 dtype마다 호출을 ${evaluations}번 이상 재어 찾은 가장 큰 오차이며, 더 큰 오차가 있을 수도 있습니다. 입력은 [worst.json](WORST)에 \`worst.torch.f64.js.loss\` 같은 id로 들어 있고, \`npm run worst -- --check\`로 모두 다시 잽니다. 손실은 ULP, 기울기는 단위로 적었습니다. float64에서는 \`js\`와 \`js-exact\`가 같은 코드입니다.`,
    worstColumns: [
      "구현",
      "dtype",
      "js 손실",
      "js 기울기",
      "js-exact 손실",
      "js-exact 기울기",
      "wasm 손실",
      "wasm 기울기",
    ],
  },
  readme: {
    path: "README.ko.md",
    targetColumns: ["0.1로 스무딩한 타깃 [0, 1, 0, 0]", "구현"],
    more: (shown, more) => (more === 0 ? shown : `${shown} 외 ${more}개`),
  },
  ofRecord,
  resultOf: (text) => translation(text, "results"),
  or: "또는",
};

function ofRecord(text: string): string {
  if (text in KOREAN_TEXTS.notPorted) return translation(text, "notPorted");
  return isName(text) && !(text in KOREAN_TEXTS.records) ? text : translation(text, "records");
}

/** A project and what its code calls the loss: the same in every language. */
const isName = (text: string): boolean => /^\S+( \S*[A-Z_.0-9]\S*)*$/.test(text);
