/**
 * What records say about themselves, in Korean, by their English text. A text without an entry is an error, and so is an
 * entry that no record says any more: test/scripts/korean.test.ts.
 */

export interface Catalogue {
  readonly [english: string]: string;
}

/** The Korean for a text, which must be there. */
export function translation(text: string, catalogue: Catalogue): string {
  const korean = catalogue[text];
  if (korean === undefined) throw new Error(`no Korean for "${text}": add it to scripts/pages/words`);
  return korean;
}

export const DOMAINS_IN_KOREAN: Catalogue = {
  "a number": "수",
  "a number, not NaN": "NaN이 아닌 수",
  "an integer": "정수",
  "a number in [0, 1]": "[0, 1]의 수",
  "a number in [0, 1)": "[0, 1)의 수",
  "a number in (0, 1]": "(0, 1]의 수",
  "a number not above 1": "1보다 크지 않은 수",
  "a number below 1": "1보다 작은 수",
  "a number above 0": "0보다 큰 수",
  "a number of at least 0": "0 이상의 수",
  "an integer other than 2": "2가 아닌 정수",
  "an integer other than 1": "1이 아닌 정수",
  "an integer of at least 1 other than 2": "2가 아닌 1 이상의 정수",
};

/** The parts of a definition, between its semicolons. Formulas without words need no entry. */
export const EQUATIONS_IN_KOREAN: Catalogue = {
  "mean over rows": "행에 대한 평균",
  "mean over all rows": "모든 행에 대한 평균",
  "sum over kept rows by a given number": "남은 행의 합을 주어진 수로 나눔",
  "loss = -z log sigmoid(x) - (1 - z) log sigmoid(-x) per pair":
    "loss = -z log sigmoid(x) - (1 - z) log sigmoid(-x), 쌍마다",
  "z = 1 - a/2 or a/2": "z = 1 - a/2 또는 a/2",
  "loss = sigmoid cross entropy per label, its positive side times w":
    "loss = 라벨마다 시그모이드 교차 엔트로피, 양성 쪽에는 w를 곱함",
  "x capped first where a softcap is given": "softcap을 주면 x를 먼저 누름",
  "mean over boxes and classes": "상자와 클래스에 대한 평균",
  "loss = mean of -(z log p + (1 - z) log(1 - p)) over labels, then over rows":
    "loss = -(z log p + (1 - z) log(1 - p))를 라벨에 대해, 이어서 행에 대해 평균",
  "loss = sum q (log q - log p) over rows": "loss = 행에 대한 sum q (log q - log p)의 합",
  "mean over nonzero weights": "0이 아닌 가중치의 개수로 나눈 평균",
  "mean over the weight of kept rows": "남은 행의 가중치 합으로 나눈 평균",
  "mean over the weight of all rows": "모든 행의 가중치 합으로 나눈 평균",
  "z = y (1 - a) + a/C (C = 2 for rank 1)": "z = y (1 - a) + a/C (1차원이면 C = 2)",
  "loss = binary cross entropy per label": "loss = 라벨마다 이진 교차 엔트로피",
  "mean over all labels": "모든 라벨에 대한 평균",
  "sum over kept rows / batch": "남은 행의 합을 배치 크기로 나눔",
  "sum over kept rows": "남은 행의 합",
  "weighted sum over rows": "행의 가중합",
  "mean over kept rows": "남은 행에 대한 평균",
  "loss = mean of (1 - p_z)^gamma times binary cross entropy over labels, then over rows":
    "loss = (1 - p_z)^gamma에 이진 교차 엔트로피를 곱한 값을 라벨에 대해, 이어서 행에 대해 평균",
  "one per row": "행마다 하나",
  "loss = log sum exp x - (1 - a) sum y x - a mean x":
    "loss = log sum exp x - (1 - a) sum y x - a × (x의 평균)",
  "q = y (1 - a) + a/K, or (y + a/K)/(1 + a)": "q = y (1 - a) + a/K 또는 (y + a/K)/(1 + a)",
  "z = 1 - a or a": "z = 1 - a 또는 a",
  "loss = sigmoid cross entropy per label": "loss = 라벨마다 시그모이드 교차 엔트로피",
  "sum / (kept rows + 1e-6)": "합을 (남은 행의 개수 + 1e-6)으로 나눔",
  "sum / batch": "합을 배치 크기로 나눔",
  "mean over the rows' weights": "행에 곱한 계수의 합으로 나눈 평균",
  "q = y (1 - a) + a/V (or q_k = a/(V-1) off target)":
    "q = y (1 - a) + a/V (또는 정답이 아니면 q_k = a/(V-1))",
  "sum over rows whose target is not 0": "타깃이 0이 아닌 행의 합",
  "loss = mean of -(z log(c + e) + (1 - z) log(1 - c + e)) over labels, then over rows":
    "loss = -(z log(c + e) + (1 - z) log(1 - c + e))를 라벨에 대해, 이어서 행에 대해 평균",
};

/** Conditions of `identity`. */
export const CONDITIONS_IN_KOREAN: Catalogue = {
  "targets that sum to 1": "타깃의 합이 1일 때",
  "logits within 64 of the largest in their row": "로짓이 모두 그 행의 최댓값보다 64 넘게 작지 않을 때",
  "logits within 87 of the largest in their row": "로짓이 모두 그 행의 최댓값보다 87 넘게 작지 않을 때",
  "labels of 0 and 1, a at most 1/2": "라벨이 0과 1이고 a가 1/2 이하일 때",
  "a weight that is not 0": "0이 아닌 가중치가 있을 때",
  "rank 2": "2차원일 때",
  "no softcap": "softcap이 없을 때",
  "rank 2 and a weight that is not 0": "2차원이고 0이 아닌 가중치가 있을 때",
};

/** Titles and quirks. */
export const RECORDS_IN_KOREAN: Catalogue = {
  "Equation (1): the article's definition": "식 (1), 글에 나온 정의",
  "equation (4) writes H(q, p) in its last line where H(y, p) is meant; the loss is the one its first line gives":
    "식 (4)의 마지막 줄에는 H(y, p)여야 할 자리에 H(q, p)라고 쓰여 있습니다. 손실은 첫 줄이 정하는 대로입니다",
  "a class of zero mass and infinite surprisal gives NaN, since the sum runs over all classes":
    "확률이 0이고 손실이 무한대인 클래스가 있으면 NaN이 됩니다. 모든 클래스에 대해 더하기 때문입니다",
  "smoothing goes towards 1/2 per label, not towards 1/C over the labels":
    "라벨 전체의 1/C가 아니라 라벨마다 1/2 쪽으로 스무딩합니다",
  "probabilities are clipped to [1e-7, 1 - 1e-7], and outside the bounds no gradient flows":
    "확률을 [1e-7, 1 - 1e-7]로 자르며, 그 범위를 벗어나면 기울기가 흐르지 않습니다",
  "a logit of Infinity gives NaN, whatever the target: Infinity - Infinity z is computed first":
    "로짓이 Infinity이면 타깃과 상관없이 NaN이 됩니다. Infinity - Infinity z를 먼저 계산하기 때문입니다",
  "labelSmoothing is not checked: negative, above 1 and NaN are used as they are":
    "labelSmoothing을 검사하지 않습니다. 음수, 1보다 큰 수, NaN도 그대로 씁니다",
  "labelSmoothing is not checked: negative, above 1 and NaN are used as they are (keras-team/keras#23504)":
    "labelSmoothing을 검사하지 않습니다. 음수, 1보다 큰 수, NaN도 그대로 씁니다 (keras-team/keras#23504)",
  "labelSmoothing is not checked: above 1 is applied, negative and NaN smooth nothing":
    "labelSmoothing을 검사하지 않습니다. 1보다 큰 수는 적용하고, 음수와 NaN이면 스무딩하지 않습니다",
  "an empty batch gives an empty result, not a number": "빈 배치를 주면 수가 아니라 빈 결과를 돌려줍니다",
  "K is the length of the last axis whatever axis says (keras-team/keras#23451)":
    "axis를 무엇으로 주든 K는 마지막 축의 길이입니다 (keras-team/keras#23451)",
  "from logits, the gradient is softmax - q, which is wrong where q does not sum to 1 (TensorFlow's fused op); Keras' torch and jax backends do not share this":
    "로짓에서 계산할 때 기울기가 softmax - q인데, q의 합이 1이 아니면 틀린 값입니다(TensorFlow의 융합 연산). Keras의 torch 백엔드와 jax 백엔드는 그렇지 않습니다",
  "probabilities are clipped to [1e-7, 1 - 1e-7], so a loss never exceeds 16.118 per unit of mass, and outside the bounds no gradient flows":
    "확률을 [1e-7, 1 - 1e-7]로 자르므로 타깃 1당 손실이 16.118을 넘지 않으며, 그 범위를 벗어나면 기울기가 흐르지 않습니다",
  "values are cast to floatx, float32 unless set, even if they come as float64":
    "float64로 주어도 값을 floatx로 바꿉니다. 따로 정하지 않으면 float32입니다",
  "the default ignoreIndex -100 silently gives class V - 100 no mass if V is at least 100, and is refused for a smaller V (OpenNMT/OpenNMT#570)":
    "기본값인 ignoreIndex -100은 V가 100 이상이면 아무 말 없이 V - 100번 클래스의 확률을 0으로 만들고, 그보다 작으면 거부됩니다 (OpenNMT/OpenNMT#570)",
  "a target of -100 is refused even though it is the default ignoreIndex: the class is written before rows are masked":
    "-100은 ignoreIndex의 기본값인데도 타깃으로 주면 거부됩니다. 행을 가리기 전에 클래스를 먼저 써 넣기 때문입니다",
  "labelSmoothing 0 is refused": "labelSmoothing 0을 거부합니다",
  "the target is kept in torch's default dtype, so with float32 as default a float64 model is compared with a target rounded to float32":
    "타깃을 torch의 기본 dtype으로 보관하므로, 기본값이 float32이면 float64 모델도 float32로 반올림된 타깃과 비교됩니다",
  "The simple PyTorch class (example 2 of the article)": "간단한 PyTorch 클래스(글의 코드 예시 2)",
  "the target is written on axis 1 whatever dim says, so any dim but the class axis gives another loss":
    "dim과 상관없이 타깃을 1번 축에 써 넣으므로, dim이 클래스 축이 아니면 다른 손실이 됩니다",
  "numClasses is not compared with the logits: a wrong one changes the off-target mass and nothing else":
    "numClasses를 로짓의 크기와 비교하지 않습니다. 잘못 주면 정답이 아닌 클래스의 확률만 달라집니다",
  "there is no ignoreIndex and no class weight": "ignoreIndex와 클래스 가중치가 없습니다",
  "weights that are all zero give NaN; TensorFlow gives 0":
    "가중치가 모두 0이면 NaN입니다. TensorFlow는 0을 돌려줍니다",
  "weights [B, 1] against losses [B] broadcast to [B, B] instead of being refused or lined up":
    "손실이 [B]일 때 가중치 [B, 1]을 거부하거나 맞추지 않고 [B, B]로 브로드캐스팅합니다",
  "mean divides by the sum of the weights as given, times how often each is repeated":
    "mean은 주어진 가중치의 합에 각 가중치가 되풀이된 횟수를 곱한 값으로 나눕니다",
  "K is shape[1], so inputs [N, T, K] are smoothed by a/T; with rank 1 there is no shape[1]":
    "K가 shape[1]이므로 입력이 [N, T, K]이면 a/T로 스무딩합니다. 1차원이면 shape[1]이 없습니다",
  "the gradient is softmax - q, which is wrong where q does not sum to 1":
    "기울기가 softmax - q인데, q의 합이 1이 아니면 틀린 값입니다",
  "its documentation says it smooths towards 1/2; it smooths towards 1/K":
    "문서에는 1/2 쪽으로 스무딩한다고 쓰여 있지만 실제로는 1/K 쪽으로 스무딩합니다",
  "labelSmoothing below 0 or NaN is accepted and smooths nothing (pytorch/pytorch#134767); above 1 is refused when the loss is called, not when it is made":
    "labelSmoothing이 0보다 작거나 NaN이면 받아들이지만 스무딩하지 않습니다 (pytorch/pytorch#134767). 1보다 크면 손실을 만들 때가 아니라 호출할 때 거부합니다",
  "mean divides by the weight of kept rows for class indices, but by the number of rows for probabilities (pytorch/pytorch#107680)":
    "mean은 타깃이 클래스 번호이면 남은 행의 가중치 합으로, 확률이면 행의 개수로 나눕니다 (pytorch/pytorch#107680)",
  "class weights scale every term of the smoothed target, so the loss is least at p proportional to w q, not at q (pytorch/pytorch#104776)":
    "클래스 가중치는 스무딩된 타깃의 모든 항에 곱해지므로, 손실은 p가 q일 때가 아니라 w q에 비례할 때 가장 작습니다 (pytorch/pytorch#104776)",
  "mean over no kept row is NaN (pytorch/pytorch#116349)":
    "남은 행이 없으면 mean은 NaN입니다 (pytorch/pytorch#116349)",
  "an infinitely unlikely class costs nothing without smoothing and Infinity with it; with probabilities as target, zero times Infinity is NaN":
    "확률이 0인 클래스는 스무딩이 없으면 손실에 들지 않고, 있으면 손실이 Infinity가 됩니다. 타깃이 확률이면 0과 Infinity의 곱이라 NaN입니다",
  "The Annotated Transformer's LabelSmoothing": "The Annotated Transformer의 LabelSmoothing",
  "V - 2 is right only for log-probabilities of a model that never predicts padding":
    "V - 2로 나누는 것은 패딩을 절대 예측하지 않는 모델의 로그 확률일 때만 맞습니다",
  "smoothing is not checked, and 0 still gives a divergence":
    "스무딩 값을 검사하지 않으며, 0이어도 발산을 계산합니다",
  "a batch without padding crashed in torch 0.4 (harvardnlp/annotated-transformer#39)":
    "torch 0.4에서는 패딩이 없는 배치에서 오류가 났습니다 (harvardnlp/annotated-transformer#39)",
  "ignored rows are masked but stay in the divisor, with or without weights (tracel-ai/burn#5568)":
    "무시한 행의 손실은 가리지만, 가중치가 있든 없든 나누는 수에는 그대로 들어갑니다 (tracel-ai/burn#5568)",
  "smoothing makes the target dense, so a class without mass and with infinite surprisal gives NaN; a smoothing of Some(0.) does too, and here 0 is None":
    "스무딩하면 타깃이 밀집 텐서가 되어, 확률이 0이고 손실이 무한대인 클래스가 있으면 NaN이 됩니다. Some(0.)도 그렇지만, 여기서 0은 None입니다",
  "smoothing and weights are float32 numbers whatever the logits are":
    "로짓의 dtype이 무엇이든 스무딩 값과 가중치가 float32입니다",
  "smoothing and weights are float32 numbers whatever the input is":
    "입력의 dtype이 무엇이든 스무딩 값과 가중치가 float32입니다",
  "up to 0.21, ignored rows stayed in the divisor (tracel-ai/burn#5568): the variant burn-0.21":
    "0.21까지는 무시한 행이 나누는 수에 그대로 들어갔습니다 (tracel-ai/burn#5568). 그것이 burn-0.21입니다",
  "the source takes several padding indices, this port only one":
    "원본은 패딩 번호를 여러 개 받지만 여기서는 하나만 받습니다",
  "with a class axis of C the smoothing goes towards 1/C, though labels are independent":
    "라벨이 서로 독립인데도 클래스 축의 길이가 C이면 1/C 쪽으로 스무딩합니다",
  "logarithms of probabilities are cut off at -100, so a wrong and certain label costs 100; the gradient at 0 and 1 is NaN":
    "확률의 로그를 -100에서 자르므로, 확신하면서 틀린 라벨의 손실은 100입니다. 확률이 0이나 1이면 기울기는 NaN입니다",
  "weights stay out of the divisor; weights for rank 1 are not ported":
    "가중치는 나누는 수에 들어가지 않습니다. 1차원 가중치는 여기서 다루지 않습니다",
  "smoothing of 0.1 is that of equation (1) at 0.0909": "이 구현의 0.1은 식 (1)의 0.0909에 해당합니다",
  "an ignored row gets a uniform target and still counts":
    "무시한 행의 타깃은 균등 분포가 되며, 평균을 낼 때도 여전히 셉니다",
  "the target is kept in float32, and its epsilon is in every mass":
    "타깃을 float32로 보관하며, float32의 엡실론이 모든 확률에 들어갑니다",
  "smoothing is not checked": "스무딩 값을 검사하지 않습니다",
  "the sum is divided by the number of sequences, not of tokens, unless told otherwise: losses grow with the length, and so does the constant that KL subtracts":
    "따로 정하지 않으면 합을 토큰 수가 아니라 시퀀스 수로 나눕니다. 그래서 길이가 길수록 손실이 커지고, KL이 빼는 상수도 함께 커집니다",
  "smoothing is not checked: outside [0, 1] the logarithm of a negative mass is NaN":
    "스무딩 값을 검사하지 않습니다. [0, 1] 밖이면 음수의 로그를 구하게 되어 NaN이 됩니다",
  "tokens: with no kept row the result is NaN": "tokens일 때 남은 행이 없으면 NaN입니다",
  "the loss is a sum; the trainer divides by tokens or sentences, and logs bits, not nats":
    "손실은 합입니다. 학습기가 토큰 수나 문장 수로 나누고, nat가 아니라 비트로 기록합니다",
  "the target is gathered before ignored rows are masked, so ignoreIndex must be a class":
    "무시할 행을 가리기 전에 타깃 항을 먼저 고르므로 ignoreIndex는 실제 클래스여야 합니다",
  "smoothing is not checked: outside [0, 1] and NaN are used as they are":
    "스무딩 값을 검사하지 않습니다. [0, 1] 밖의 수와 NaN도 그대로 씁니다",
  "unreduced and with an ignoreIndex, fairseq keeps a last axis of length 1; here it is dropped":
    "reduction을 하지 않고 ignoreIndex를 주면 fairseq는 길이가 1인 마지막 축을 남기지만 여기서는 없앱니다",
  "fairseq label_smoothed_cross_entropy before February 2021":
    "2021년 2월 이전의 fairseq label_smoothed_cross_entropy",
  "models of fairseq 0.10 and earlier were trained with V/(V-1) times less off-target mass than later ones at the same setting (pull request 3182)":
    "fairseq 0.10까지의 모델은 설정이 같아도 그 뒤의 모델보다 정답이 아닌 클래스의 확률이 V/(V-1)배만큼 작게 학습되었습니다 (풀 리퀘스트 3182)",
  "Flax's compute_weighted_cross_entropy": "Flax의 compute_weighted_cross_entropy",
  "the entropy is subtracted by its formula: a = 1 gives NaN (0 log 0), and so does a outside [0, 1]":
    "엔트로피를 식대로 뺍니다. a = 1이면 0 log 0이라 NaN이고, a가 [0, 1] 밖이어도 NaN입니다",
  "the sum is returned with the sum of the weights, by which the caller divides":
    "합과 함께 가중치의 합을 돌려주며, 나누는 것은 호출하는 쪽의 일입니다",
  "any negative label other than ignoreIndex is silently taken for class 0; here it is refused":
    "ignoreIndex가 아닌 음수 라벨은 아무 말 없이 0번 클래스로 봅니다. 여기서는 거부합니다",
  "the sum over classes is always computed, so without smoothing an infinitely unlikely class gives NaN (0 times Infinity)":
    "클래스 전체의 합을 항상 계산하므로, 스무딩이 없어도 확률이 0인 클래스가 있으면 NaN이 됩니다(0과 Infinity의 곱)",
  "with no kept row the result is NaN": "남은 행이 없으면 NaN입니다",
  "with no kept row the result is NaN; with a single class its compiler makes it 0, which is not ported":
    "남은 행이 없으면 NaN입니다. 클래스가 하나뿐이면 컴파일러가 0으로 만드는데, 이는 옮기지 않았습니다",
  "without smoothing it is the negative log-likelihood, so losses jump by the entropy of the target as soon as smoothing is on":
    "스무딩이 없으면 음의 로그 가능도이므로, 스무딩을 켜는 순간 손실이 타깃의 엔트로피만큼 달라집니다",
  "the target is kept in float32, so a float64 model is compared with a target rounded to float32":
    "타깃을 float32로 보관하므로 float64 모델도 float32로 반올림된 타깃과 비교됩니다",
  "smoothing is not checked: 0 and negative values mean none, and NaN takes one path in making the target and the other in comparing it, which fails":
    "스무딩 값을 검사하지 않습니다. 0과 음수는 스무딩이 없는 것으로 보며, NaN이면 타깃을 만들 때와 비교할 때 서로 다른 경로를 타서 실패합니다",
  "the focal factor takes the smoothed label, so it never vanishes at a right prediction":
    "초점 계수를 스무딩된 라벨로 계산하므로, 맞게 예측해도 0이 되지 않습니다",
  "the focal factor takes the probability unclipped, the cross entropy clipped":
    "초점 계수에는 자르지 않은 확률을, 교차 엔트로피에는 자른 확률을 씁니다",
  "from logits, the TensorFlow backend finds the logits behind its own sigmoid and clips nothing":
    "로짓에서 계산하면 TensorFlow 백엔드가 자신이 취한 sigmoid 뒤의 로짓을 찾아 쓰므로 아무것도 자르지 않습니다",
  "smoothing is not checked: any nonzero value is used as it is":
    "스무딩 값을 검사하지 않습니다. 0이 아니면 무엇이든 그대로 씁니다",
  "the target is smoothed first, and the focal factor depends on the prediction alone":
    "타깃을 먼저 스무딩하며, 초점 계수는 예측 확률에만 달려 있습니다",
  "probabilities are clipped from logits too, so no gradient flows outside [1e-7, 1 - 1e-7]":
    "로짓에서 구한 확률도 자르므로, [1e-7, 1 - 1e-7]을 벗어나면 기울기가 흐르지 않습니다",
  "K is the length of the last axis whatever axis says": "axis를 무엇으로 주든 K는 마지막 축의 길이입니다",
  "with no kept row the result is 0, while torch gives NaN": "남은 행이 없으면 0입니다. torch는 NaN입니다",
  "everything is computed in float32": "모두 float32로 계산합니다",
  "class weights are not ported, since its kernel runs with them only on a GPU":
    "클래스 가중치도 받지만, 가중치를 쓰는 커널은 GPU에서만 실행되므로 여기에는 없습니다",
  "in versions that did not refuse a negative smoothing, it changed the gradient and not the loss":
    "음수를 거부하지 않던 버전에서는 스무딩이 음수이면 손실은 스무딩되지 않고 기울기만 스무딩되었습니다",
  "logits are cast to float32, and the log p that smoothing averages is the logarithm of a softmax: with smoothing, a class 104 below the largest logit makes the loss Infinity":
    "로짓을 float32로 바꾸며, 스무딩이 평균하는 log p는 softmax의 로그입니다. 스무딩할 때 가장 큰 로짓보다 104 이상 작은 클래스가 있으면 손실이 Infinity가 됩니다",
  "logits more than 64 below the largest of their row are raised to that bound, so no class costs more than about 64 nats":
    "행의 최댓값보다 64 넘게 작은 로짓은 64 작은 값으로 올리므로, 어떤 클래스의 손실도 약 64나트를 넘지 않습니다",
  "every element is compared with ignoreIndex: a label of that value is dropped, and at 0 a row left without any mass is not counted":
    "타깃의 모든 원소를 ignoreIndex와 비교합니다. 값이 같은 라벨은 버리고, ignoreIndex가 0이면 타깃이 모두 0이 된 행은 세지 않습니다",
  "with gamma below 1, the gradient is NaN where the focal factor is 0 in float32":
    "gamma가 1보다 작을 때 초점 계수가 float32에서 0이 되면 기울기가 NaN입니다",
  "a target outside the vocabulary silently counts as no class; here it is refused":
    "어휘 밖의 타깃은 아무 말 없이 어떤 클래스도 아닌 것으로 봅니다. 여기서는 거부합니다",
  "negative smoothing and NaN mean none": "음수와 NaN이면 스무딩하지 않습니다",
  "smoothing above 1 is used as it is, negative smoothing is refused":
    "1보다 큰 값은 그대로 쓰고, 음수는 거부합니다",
  "ignoreIndex has no effect on distributions, and is not refused beside them":
    "타깃이 분포이면 ignoreIndex는 아무 효과가 없지만, 함께 주어도 거부하지 않습니다",
  "mean over no kept row is NaN": "남은 행이 없으면 mean은 NaN입니다",
  "targets that do not sum to 1 give another loss than cross entropy: the logarithm of the normaliser counts once, not once per unit of mass, after the largest logit has been subtracted":
    "타깃의 합이 1이 아니면 교차 엔트로피와 다른 손실이 됩니다. 가장 큰 로짓을 뺀 뒤 정규화 항의 로그를 타깃의 합만큼이 아니라 한 번만 더하기 때문입니다",
  "weights stay out of the divisor of the mean": "가중치는 평균을 낼 때 나누는 수에 들어가지 않습니다",
  "NaN passes the range check and means no smoothing":
    "NaN은 범위 검사를 통과하며, 스무딩하지 않는다는 뜻이 됩니다",
  "class weights scale terms and stay out of the divisor":
    "클래스 가중치는 각 항에 곱해지지만 나누는 수에는 들어가지 않습니다",
  "with useSigmoid every class is a label smoothed towards 1/K, and the mean runs over all labels":
    "useSigmoid를 쓰면 클래스마다 1/K 쪽으로 스무딩한 라벨이 되고, 모든 라벨에 대해 평균합니다",
  "indices become a float32 one-hot target": "클래스 번호는 float32 원핫 타깃으로 바뀝니다",
  "mmpretrain LabelSmoothLoss, multi_label": "mmpretrain LabelSmoothLoss의 multi_label",
  "a smooths twice as much as in a loss that goes towards 1/2 by a":
    "a만큼 1/2 쪽으로 스무딩하는 손실에 견주면 같은 a가 두 배의 스무딩을 뜻합니다",
  "a soft label counts as 1 as soon as it is positive": "소프트 라벨은 0보다 크기만 하면 1로 봅니다",
  "smoothing above 1/2 swaps the labels 0 and 1": "스무딩이 1/2보다 크면 라벨이 뒤집힙니다",
  "an epsilon of 1e-6 is added to the number of kept rows: a mean is off by 1e-6 over that number, and is 0 with no kept row":
    "남은 행의 개수에 1e-6을 더합니다. 그래서 평균이 1e-6을 그 개수로 나눈 만큼 어긋나고, 남은 행이 없으면 0이 됩니다",
  "ignored rows are multiplied by 0, so one with an infinite loss makes the sum NaN":
    "무시한 행에 0을 곱하므로, 그중 손실이 무한대인 행이 있으면 합이 NaN이 됩니다",
  "smoothing is not checked; predict_last_k and output_mask are not ported":
    "스무딩 값을 검사하지 않습니다. predict_last_k와 output_mask는 여기서 다루지 않습니다",
  "unlike OpenNMT-py no class is left out": "OpenNMT-py와 달리 제외하는 클래스가 없습니다",
  "the sum over tokens is divided by the number of sequences unless averageInTime is set":
    "averageInTime을 켜지 않으면 토큰에 대한 합을 시퀀스 수로 나눕니다",
  "logits are cast to float32": "로짓을 float32로 바꿉니다",
  "smoothing is applied only in training; 0, negative values and NaN mean none":
    "학습할 때가 아니면 스무딩하지 않습니다. 0, 음수, NaN도 스무딩하지 않는다는 뜻입니다",
  "optax.smooth_labels with softmax_cross_entropy": "optax.smooth_labels와 softmax_cross_entropy",
  "the losses are not reduced: each row has its own": "reduction을 하지 않고 행마다 손실을 그대로 돌려줍니다",
  "an infinitely unlikely class without mass gives NaN; safe_softmax_cross_entropy is another function (google-deepmind/optax#896)":
    "확률이 0이고 타깃도 0인 클래스가 있으면 NaN이 됩니다. safe_softmax_cross_entropy는 다른 함수입니다 (google-deepmind/optax#896)",
  "smoothing switches ignoreIndex off: ignored rows count, and an index that names no class is refused (PaddlePaddle/Paddle#47813 is about these numbers)":
    "스무딩하면 ignoreIndex가 꺼집니다. 무시할 행도 세고, 클래스가 아닌 번호는 거부합니다 (PaddlePaddle/Paddle#47813이 이 수에 대한 이슈입니다)",
  "with smoothing and an ignoreIndex of at least 0 the mean divides by rows times classes, since the mask covers single elements of the labels":
    "스무딩하면서 ignoreIndex가 0 이상이면 평균을 행의 수와 클래스 수의 곱으로 나눕니다. 마스크를 라벨의 원소마다 씌우기 때문입니다",
  "without smoothing, a negative ignoreIndex masks rows but leaves them in the divisor":
    "스무딩하지 않을 때 ignoreIndex가 음수이면 행을 가리기는 하지만 나누는 수에는 그대로 넣습니다",
  "class weights are averaged into one factor per row, while torch weights each term":
    "torch는 항마다 클래스 가중치를 곱하지만, 여기서는 평균해서 행마다 하나의 계수로 만듭니다",
  "unreduced with smoothing, Paddle keeps a last axis of length 1; here it is dropped":
    "스무딩하면서 reduction을 하지 않으면 Paddle은 길이가 1인 마지막 축을 남기지만 여기서는 없앱니다",
  "three implementations by name, two of them the same function":
    "이름이 다른 구현이 셋 있고, 그중 둘은 같은 함수입니다",
  "mxnet and fairseq gather the target before ignored rows are masked, so ignoreIndex must be a class":
    "mxnet과 fairseq 구현은 무시할 행을 가리기 전에 타깃 항을 먼저 고르므로 ignoreIndex는 실제 클래스여야 합니다",
  "smoothing above 1 is used as it is, unless the implementation is torch":
    "torch 구현이 아니면 1보다 큰 스무딩도 그대로 씁니다",
  "T5X' compute_weighted_cross_entropy": "T5X의 compute_weighted_cross_entropy",
  "its gradient is written by hand as softmax - q, which is the same as long as q sums to 1":
    "기울기를 softmax - q로 직접 적어 두었으며, q의 합이 1이면 같은 값입니다",
  "smoothing is not checked; z_loss and loss_normalizing_factor are not ported":
    "스무딩 값을 검사하지 않습니다. z_loss와 loss_normalizing_factor는 여기서 다루지 않습니다",
  "rows with label 0 are multiplied by 0, so one with an infinite loss makes the sum NaN":
    "라벨이 0인 행에 0을 곱하므로, 그중 손실이 무한대인 행이 있으면 합이 NaN이 됩니다",
  "the sum is returned with the number of kept rows, by which the caller divides":
    "합과 함께 남은 행의 개수를 돌려주며, 나누는 것은 호출하는 쪽의 일입니다",
  "a single class gives NaN (0 times Infinity); here it is refused":
    "클래스가 하나이면 0과 Infinity의 곱이라 NaN이 됩니다. 여기서는 거부합니다",
  "probabilities are clipped to [1e-7, 1 - 1e-7] and 1e-7 is added inside the logarithm as well, so a wrong and certain label costs 15.42 and not 16.12":
    "확률을 [1e-7, 1 - 1e-7]로 자르고 로그 안에 1e-7을 또 더하므로, 확신하며 틀린 라벨의 손실이 16.12가 아니라 15.42입니다",
  "an empty batch gives 0, while Keras 3 gives an empty result":
    "빈 배치이면 0입니다. Keras 3은 빈 결과를 돌려줍니다",
  "a logit of Infinity gives NaN": "로짓이 Infinity이면 NaN입니다",
  "K is counted on axis, while Keras 3.15.1 counts it on the last axis":
    "K를 axis에서 셉니다. Keras 3.15.1은 마지막 축에서 셉니다",
  "the gradient from logits is softmax - q, which is wrong where q does not sum to 1":
    "로짓에 대한 기울기가 softmax - q인데, q의 합이 1이 아니면 틀린 값입니다",
  "its first release smoothed towards 1/C": "처음 나온 버전은 1/C 쪽으로 스무딩했습니다",
  "losses are cast to float32 before they are weighted and reduced":
    "손실을 float32로 바꾼 뒤 가중치를 곱하고 reduction을 합니다",
  "a divisor of 0 gives 0, while TensorFlow.js gives NaN":
    "나눌 수가 0이면 결과가 0입니다. TensorFlow.js는 NaN입니다",
  "smoothing is not checked: above 1 is applied, negative and NaN smooth nothing":
    "스무딩 값을 검사하지 않습니다. 1보다 큰 수는 적용하고, 음수와 NaN이면 스무딩하지 않습니다",
  "K is the length of the last axis; up to TensorFlow 2.2 it was that of axis 1 (tensorflow/tensorflow#32231)":
    "K는 마지막 축의 길이입니다. TensorFlow 2.2까지는 1번 축의 길이였습니다 (tensorflow/tensorflow#32231)",
  "smoothing of 1 is refused and negative smoothing is applied": "1은 거부하고, 음수는 그대로 적용합니다",
  "with C classes the smoothing goes towards 1/C, so no smoothing of a loss that goes towards 1/2 agrees with it unless C = 2":
    "클래스가 C개이면 1/C 쪽으로 스무딩하므로, C = 2가 아니면 1/2 쪽으로 스무딩하는 손실과 같아지게 할 방법이 없습니다",
  "weights scale labels and stay out of the divisor":
    "가중치는 라벨의 손실에 곱해지지만 나누는 수에는 들어가지 않습니다",
  "dense targets, target_threshold, pos_weight and smooth_dense are not ported":
    "밀집 타깃, target_threshold, pos_weight, smooth_dense는 여기서 다루지 않습니다",
  "a class without mass and with infinite surprisal gives NaN: indices become a one-hot target":
    "확률이 0이고 손실이 무한대인 클래스가 있으면 NaN이 됩니다. 클래스 번호가 원핫 타깃이 되기 때문입니다",
  "an index that names no class makes a row without a label; here it is refused":
    "클래스가 아닌 번호를 주면 라벨이 없는 행이 됩니다. 여기서는 거부합니다",
  "an ignoreIndex of -1, the default, means none": "기본값인 ignoreIndex -1은 무시할 행이 없다는 뜻입니다",
  "class weights reach the target's part alone and its divisor alone; they are left out here":
    "클래스 가중치는 정답 항과 그 나눗수에만 적용됩니다. 여기서는 받지 않습니다",
  "a target of -100 loses the target's part and keeps the uniform one, each with a divisor of its own; here it is refused":
    "타깃이 -100이면 정답 항만 빠지고 균등 항은 남으며, 두 항을 나누는 수가 서로 다릅니다. 여기서는 거부합니다",
  "ignored rows are 0 and stay in the mean, so a mean depends on how much is ignored":
    "무시한 행은 0이 되지만 평균의 분모에는 남으므로, 얼마나 무시했는지에 따라 평균이 달라집니다",
  "the default smooth_factor, None, fails; here labelSmoothing is required":
    "smooth_factor의 기본값인 None으로는 오류가 납니다. 여기서는 labelSmoothing을 꼭 주어야 합니다",
  "unreduced, it keeps an axis of length 1; here it is dropped":
    "축약하지 않으면 길이가 1인 축이 남습니다. 여기서는 없앱니다",
  "with smoothing, the reduction `mean` is the sum over kept rows: the mean of one number":
    "스무딩하면 `mean`은 남은 행의 합입니다. 수 하나의 평균을 내기 때문입니다",
  "without smoothing it is another loss: nothing is ignored, `mean` is a mean, and `sum` does not reduce":
    "스무딩하지 않으면 다른 손실이 됩니다. 아무 행도 무시하지 않고, `mean`은 평균이며, `sum`은 축약하지 않습니다",
  "rows of class 0 are ignored by default": "기본값으로 클래스 0인 행을 무시합니다",
  "batchmean divides by the length of the first axis, whatever is ignored":
    "batchmean은 무시한 행이 있어도 첫 축의 길이로 나눕니다",
  "lengths, and the reductions batch and none, are left out here":
    "길이와, 축약 방식 batch와 none은 여기서 받지 않습니다",
  "weight, pos_weight and ignored labels are left out here":
    "weight, pos_weight와 무시하는 라벨은 여기서 받지 않습니다",
  "cls_pw multiplies the positive side of every label, so smoothing makes it weigh the other classes as well":
    "cls_pw는 모든 라벨의 양성 쪽에 곱해지므로, 스무딩하면 다른 클래스에도 영향을 줍니다",
  "the z-loss and the softcap act on the scaled logits": "z-loss와 softcap은 배율을 곱한 로짓에 적용됩니다",
  "with a softcap, a logit of -Infinity has a probability and a finite cost":
    "softcap이 있으면 -Infinity인 로짓도 확률을 가지며 비용이 유한합니다",
  "smoothing is not checked: above 1 it is used as it is, negative values and NaN mean none":
    "스무딩 값을 검사하지 않습니다. 1보다 큰 수는 그대로 쓰고, 음수와 NaN은 스무딩이 없는 것으로 봅니다",
  "a class index that names no class is not noticed there: the row costs its log sum exp; here it is refused":
    "원본은 없는 클래스 번호를 알아채지 못해 그 행의 비용이 log sum exp가 됩니다. 여기서는 거부합니다",
  "vocabularies that are split over several devices are left out here":
    "여러 장치에 나눈 어휘는 여기서 다루지 않습니다",
  "the focal loss of fl_gamma is left out here": "fl_gamma의 포컬 손실은 여기서 받지 않습니다",
  "the logit is beta times the margin, log-ratios of policy and reference included; here it is given as it is":
    "로짓은 정책과 기준 모델의 로그 비율까지 넣은 마진에 beta를 곱한 값입니다. 여기서는 그 값을 그대로 받습니다",
  "the target is 1 where the first answer is the chosen one, and 0 where the second is":
    "첫째 답이 선택된 쌍의 타깃은 1, 둘째 답이 선택된 쌍의 타깃은 0입니다",
  "with gradient accumulation the given number counts the tokens of all batches of a step":
    "기울기를 누적할 때 주어지는 수는 한 스텝에 든 모든 배치의 토큰 수입니다",
  "transformers LabelSmoother with num_items_in_batch":
    "num_items_in_batch를 쓰는 transformers LabelSmoother",
  "YOLOv5 classification loss with smooth_BCE": "smooth_BCE를 쓰는 YOLOv5의 분류 손실",
};
