import { AXES_IN_ENGLISH } from "../../../src/definition/axis-words.ts";
import { describeIdentity } from "../../../src/definition/identity.ts";
import { MORE_EXACT } from "../../../src/definition/more-exact.ts";
import type { Words } from "./words.ts";

export const ENGLISH: Words = {
  code: "en",
  folder: "docs",
  generated: "Written by `npm run pages` from the record, the evaluator and the golden vectors; do not edit.",
  inOtherLanguage: (link) => `[한국어](${link})`,
  allVariants: (link) => `[all variants](${link})`,
  headings: {
    definition: "Definition",
    axes: "Compared with equation (1)",
    target: "The target of the article's example",
    closedForm: "The difference in closed form",
    limits: "Limits",
    numbers: "Worked numbers",
    pictures: "The difference over K and α",
    conversions: "Conversions",
    quirks: "Quirks",
    source: "Source",
  },
  summary: {
    yardstick: "The yardstick: every other page says how its definition differs from this one.",
    same: "For the same probabilities and a plain row this **is** equation (1), for every K and α. It differs only on the axes below.",
    differs: (difference) =>
      `For the same logits, a row's loss differs from equation (1)'s by \`${difference}\`; what the letters mean is [below](#the-difference-in-closed-form).`,
    labels:
      "Each class is a yes-or-no label of its own, so this loss differs from equation (1) even without smoothing.",
    noClosedForm:
      "Its loss is not linear in the masses of the target, so it differs from equation (1) in more than the target.",
    identity: (identity, page) =>
      `It is the same function as ${describeIdentity(identity)} (${page}). Random calls check this, in value and gradient.`,
  },
  definition: {
    result: (text) => `From these losses to the result: ${text}.`,
    letters: ({ target, of }) =>
      `${
        target.startsWith("q")
          ? "α is the smoothing, K the number of classes, t the true class, y the hard target and q the smoothed one, x the logits, p the probabilities, w the weights, H(q) the entropy of q"
          : "Each class is a label of its own: y is the label and z the smoothed one, x the logits, p the probabilities, w the weights, α the smoothing, K the number of classes, t the true class"
      }, and ℓ the loss of a ${of ?? "row"}.`,
    inputs: (input, target, weight) =>
      `Takes ${input} and, as target, ${target}${weight === undefined ? "" : `; optionally \`${weight}\``}.`,
    inputNames: {
      logits: "`logits`",
      logProbs: "`logProbs` (log-probabilities)",
      probs: "`probs` (probabilities)",
    },
    targetNames: { indices: "class indices", distribution: "a distribution over the classes" },
    optionColumns: ["option", "default", "accepts", "refused"],
    required: "required",
    optional: "none",
    sourceName: (name) => `\`${name}\` in the source`,
    choices: (values) => values,
    domain: (says) => says,
    phases: { construct: "at construction", call: "when called", backward: "in the backward pass" },
  },
  axes: {
    columns: (id) => ["axis", "equation (1)", `\`${id}\``],
    same: (names) => `The same on every other axis: ${names}.`,
    nothingDiffers: "All axes, since this is equation (1) itself:",
    words: AXES_IN_ENGLISH,
  },
  target: {
    example: (leavesOut) =>
      `The article smooths [0, 1, 0, 0] with α = 0.1${leavesOut ? "; class 0 is the excluded one" : ""}:`,
    columns: (id) => ["class", "hard target", "equation (1)", `\`${id}\``],
    sum: "sum",
    picture: (id) =>
      `Soft target of ${id} beside equation (1): the article's example, the mass off the class over K, the mass on the class over alpha`,
  },
  closedForm: {
    columns: (id) => ["mass", "equation (1)", `\`${id}\``, "difference"],
    on: "on the true class",
    off: (count) => `on each of the other ${count}`,
    excluded: "on the excluded class",
    total: "all together",
    share: (share) => `The loss multiplies these by \`${share}\`, because it averages over the labels.`,
    classes: (formula, leavesOut) =>
      `With m the logit of the true class minus the mean of the other logits${leavesOut ? " (without the excluded class), and m₀ the logit of the true class minus that of the excluded class" : ""}, a row's loss is equation (1)'s plus \`${formula}\`, in nats.`,
    entropy: (formula) =>
      `H(q) = \`${formula}\` is the entropy of the target. A divergence subtracts it, so the loss can reach 0. It depends only on K and α and has no gradient.`,
    gradient: (on, off, excluded) =>
      `The gradient with respect to the logits differs by the same masses with the opposite sign: by \`${on}\` at the true class, \`${off}\` at each other${excluded === undefined ? "" : `, \`${excluded}\` at the excluded class`}, whatever the logits are.`,
    labels: (loss, difference) =>
      `Each label costs softplus(x) - q x, with softplus(x) = ln(1 + eˣ). A row's loss is \`${loss}\`, which differs from equation (1)'s by \`${difference}\`, where lse(x) = ln Σ eˣ. No choice of α makes this vanish for all x.`,
    labelIsTwoClasses: "One label with logit x is equation (1) with K = 2 on the logits [0, x].",
    twin: (alpha) => `Its target is equation (1)'s with \`${alpha}\` in place of α.`,
    same: "The masses are those of equation (1), so the loss and the gradient of a plain row are too: the difference is 0 for every K and α.",
    checked: (rows, within) =>
      `The masses were read off the evaluator, and the closed form reproduces its losses on ${rows} rows (K 3 to 37, α 0.05 to 0.9) to ${within === undefined ? "1e-11" : `${within}, because the source adds an epsilon that the formulas leave out`}.`,
    none: "The masses were read off the evaluator. The loss is not linear in them: see the axes above.",
  },
  limits: {
    columns: ["limit", "on the true class", "on each other", "off the class, together", "excluded"],
    names: {
      "many-classes": "K → ∞",
      "two-classes": "K = 2",
      "no-smoothing": "α → 0",
      "full-smoothing": "α → 1",
    },
    unbounded: "grows without bound",
    pole: "divides by zero",
    refused: (point, message) => `${point} itself is refused: \`${message}\`.`,
    points: {
      "many-classes": "K = ∞",
      "two-classes": "K = 2",
      "no-smoothing": "α = 0",
      "full-smoothing": "α = 1",
    },
    entropyForManyClasses: (formula) =>
      `With many classes, the entropy that is subtracted grows like \`${formula}\`, so losses for vocabularies of different sizes cannot be compared.`,
    checked: "Each limit follows from the masses above, and the evaluator approaches it as it should.",
  },
  numbers: {
    golden: (id) => `A golden vector, \`${id}\`:`,
    goldenColumns: ["", "value"],
    inputs: "inputs",
    options: "options",
    truth: "truth (50-digit arithmetic)",
    observed: (reference) => `${reference}, observed`,
    ours: "this library",
    yardstick: (reduction) => `equation (1) on the same rows (${reduction})`,
    rows: "A row whose true class has logit 5 and all others 0, at α = 0.1; losses in nats:",
    rowColumns: (id) => [
      "K",
      "equation (1)",
      `\`${id}\``,
      "difference",
      "by the closed form",
      "gradient at the true class, difference",
    ],
    refused: "refused",
    count: (count, reference, id) =>
      `${count} golden vectors hold this definition to ${reference}: \`npx smoothproof conformance --variant ${id}\`.`,
  },
  pictures: {
    none: "No picture: the difference is 0 everywhere.",
    caption: (id) =>
      `Loss and gradient of \`${id}\` minus those of equation (1), for a row whose true class has logit 5 and all others 0:`,
    alt: (id) =>
      `Loss and gradient of ${id} minus those of equation (1), over the number of classes and over alpha`,
  },
  conversions: {
    intro: (id, alpha, classes) =>
      `The smoothing of other variants that matches \`${id}\` at ${alpha} with K = ${classes} (\`npx smoothproof convert\`), and what agrees then:`,
    noSmoothing: "none",
    valueAndGradient: "loss and gradient, for every input",
    gradient: (constant) => `the gradient; the losses differ by a constant, ${constant} nats per row`,
    subspace: (where, constant) =>
      `${constant === undefined ? "loss and gradient" : `the gradient, and the loss up to ${constant} nats per row`}, where ${where}`,
    none: (reason, residual, instead) =>
      `nothing exactly: ${reason}${residual === undefined ? "" : `; gradients differ by up to ${residual} per logit`}${instead === undefined ? "" : `; ${instead}`}`,
    instead: (alpha, classes) => `exact with ${alpha} and K = ${classes} if the excluded class is dropped`,
    refused: (message) => `refused: ${message}`,
    where: (text) => text,
    reason: (text) =>
      text
        .replace(/(THIS|OTHER) one distribution/, "$1 has one distribution")
        .replaceAll("THIS", "this one")
        .replaceAll("OTHER", "the other"),
  },
  quirks: {
    none: "None known.",
    corrected: (option) => `Corrected by \`${option}\`.`,
  },
  moreExact: {
    heading: "More exact than the source",
    intro:
      "A variant does what its source does. Where its numbers are more exact on purpose, its record says so:",
    kinds: MORE_EXACT,
    inReadme: (counts) =>
      `More exact on purpose: ${counts.join("; ")} ([which](docs/variants/index.md#more-exact-than-the-source)).`,
  },
  source: {
    lines: (path, lines) => `${path}, ${lines}`,
    notRun:
      "No package that runs here has this loss. It was read in its source and not run by the generator: the numbers of its golden vectors are those of the definition above, at 50 digits.",
    notRunShort: "not run",
  },
  divergence: {
    title: "Where the definitions differ from equation (1)",
    intro:
      "Everybody writes `label_smoothing=0.1`. Equation (1) of [the article](origin.md) is $q_k = y_k (1 - \\alpha) + \\frac{\\alpha}{K}$, and its loss is the cross entropy $-\\sum_k q_k \\log p_k$. This page compares every other definition with it.",
    familiesHeading: "Families",
    families: (variants, families) =>
      `The ${variants} definitions are ${families} functions of logits, true class, K and α; within a family, a plain row has the same loss and gradient for the same α. Other differences are [below](#the-other-axes).`,
    familyColumns: [
      "family",
      "on the true class",
      "on each other",
      "[0, 1, 0, 0] at α = 0.1",
      "a row's loss minus equation (1)'s",
    ],
    membersIntro: "The members of each family, in the order of the table:",
    labels: "separate labels: a different loss, see its page",
    noClosedForm: "not linear in the target, see its page",
    nothing: "nothing",
    letters:
      "m is the logit of the true class minus the mean of the other logits, m₀ is the logit of the true class minus that of the excluded class, H(q) the entropy of the target, p_t the probability of the true class. Losses are in nats.",
    numbersHeading: "In numbers",
    numbers: "Loss minus equation (1)'s for a row whose true class has logit 5 and all others 0, at α = 0.1:",
    numbersColumn: "first of the family",
    refused: "refused",
    pictureAlt: "Loss of each family minus that of equation (1), over the number of classes",
    pictureTitle: "loss minus equation (1)'s, α = 0.1",
    pictureSubtitle:
      "one row, logit 5 on the true class and 0 on the others; one line per family, named by its first definition",
    slipsHeading: "Two slips of the article",
    codeSlip: (id, example, yardstick, conversion) =>
      `Its second code example (\`${id}\`) puts \`α/(K - 1)\` on the other classes, not the \`α/K\` that the text says: for [0, 1, 0, 0] and α = 0.1 that is ${example}, where equation (1) gives ${yardstick}. It is equation (1) with α K/(K - 1): ${conversion}.`,
    crossEntropySlip: (left, right) =>
      `Equation (4) writes H(q, p) in its last line where H(y, p) is meant: no q is defined, and (1 - α) H(y, p) + α H(u, p) is what its first line adds up to. On the logits [0, 5, 1, -2] with class 1 and α = 0.1 the first line is ${left} and the corrected last one ${right}.`,
    axesHeading: "The other axes",
    axes: "Definitions also count, mask, weight, clip and average in their own ways. This is where they differ from equation (1):",
    yardsticksValue: (value) => `Equation (1): ${value}.`,
    notPortedHeading: "Not ported, and why",
    notPorted:
      "These losses take a label smoothing and were read in their source, but are not variants here. Where one is said to be the same function as a variant, a test computes both on a plain row; any other difference is stated first.",
    sameFunction: (page, options) => `The same function as ${page}${options === "" ? "" : ` (${options})`}.`,
    notPortedBecause: (reason) => `Not ported, because ${reason}.`,
  },
  plots: {
    exampleTitle: "[0, 1, 0, 0] at α = 0.1",
    classIndex: "class",
    mass: "probability mass",
    offTitle: "on each other class, α = 0.1",
    offMass: "multiple of α/K",
    onTitle: "on the true class, K = 4",
    onMass: "probability mass",
    classes: "number of classes K",
    alpha: "smoothing α",
    equation: "equation (1)",
    lossOverClasses: "loss, over K",
    lossOverAlpha: "loss, over α",
    gradientOverClasses: "gradient at the true class, over K",
    gradientOverAlpha: "gradient at the true class, over α",
    lossDifference: "nats",
    gradientDifference: "nats per logit",
    differenceTitle: (id) => `${id} minus equation (1)`,
    differenceSubtitle: "one row, logit 5 on the true class and 0 on the others",
  },
  list: {
    title: "All variants",
    intro: (variants, families) =>
      `${variants} published losses that take a label smoothing. Where two always give the same number for the same logits, class, K and α, they count as one function: there are ${families} of these ([where they differ from equation (1)](../divergence.md)).`,
    coreHeading: "The core",
    core: "The definitions that most others repeat. The ONNX oracle and the operations on TensorFlow.js' tensors cover these alone.",
    dialectsHeading: "Dialects",
    dialects:
      "A **dialect** is another project's own definition, usually one of the core under other names and defaults. Each was read in its source, and its vectors come from the real package wherever that runs. Random calls check the stated equivalence, in value and gradient, for smoothing `a`.",
    columns: ["id", "what", "smoothed target", "result", "ignored rows", "source"],
    sameColumn: "the same function as",
    noOther: "no other",
    identity: describeIdentity,
  },
  results: {
    title: "What the vectors measure",
    intro:
      "Each row is what `npx smoothproof conformance` measures over all golden vectors of a variant: the largest error of this library, and beside it the largest error of the reference on the same vectors, both against 50-digit truth. A loss is measured in ULP (units in the last place). A gradient is measured in **units** of `eps * (p * sum(q) + q)`, the rounding error that the subtraction `p * sum(q) - q` cannot avoid.",
    passing: (passed, all) => `${passed} of ${all} vectors pass.`,
    columns: [
      "variant",
      "dtype",
      "passed",
      "loss, ULP",
      "gradient, units",
      "reference",
      "its loss",
      "its gradient",
    ],
    passed: (passed, all) => `${passed} of ${all}`,
    notRun: "from its source, not run",
    special:
      "Where a result is NaN, infinite or zero, the port does what the reference was observed to do. The vectors cover refusals as well: what each framework rejects, when it does so, and what it silently accepts.",
    worstHeading: "The largest known errors",
    worstIntro: (evaluations) =>
      `\`npm run worst\` searches for the inputs on which this library is least exact. It changes logits, targets and smoothing in the ways that cost digits (near ties, common offsets, other spreads, all last bits in use), and keeps the changes that make an error larger. Every error is measured against truth at 50 digits from mpmath. After ${evaluations} calls per variant and dtype at least, these are the largest errors found; there may be larger ones. The input of each is in [worst.json](WORST) under an id such as \`worst.torch.f64.js.loss\`, and \`npm run worst -- --check\` measures all of them again. Losses are in ULP, gradients in units; in float64, \`js\` and \`js-exact\` are the same code.`,
    worstColumns: [
      "variant",
      "dtype",
      "js loss",
      "js gradient",
      "js-exact loss",
      "js-exact gradient",
      "wasm loss",
      "wasm gradient",
    ],
  },
  readme: {
    path: "README.md",
    targetColumns: ["target [0, 1, 0, 0], smoothed by 0.1", "who"],
    more: (shown, more) => (more === 0 ? shown : `${shown} and ${more} more`),
  },
  ofRecord: (text) => text,
  resultOf: (text) => text,
  or: "or",
};
