/**
 * What records say about themselves, in Korean, by their English text. A text without a line here is shown as it is.
 */

interface Catalogue {
  readonly [english: string]: string;
}

export const DOMAINS_IN_KOREAN: Catalogue = {
  "a number": "수",
  "an integer": "정수",
  "a number in [0, 1]": "[0, 1]의 수",
  "a number in [0, 1)": "[0, 1)의 수",
  "a number in (0, 1]": "(0, 1]의 수",
  "a number in (0, 1)": "(0, 1)의 수",
  "a number not above 1": "1보다 크지 않은 수",
  "a number below 1": "1보다 작은 수",
  "a number of at least 0": "0 이상의 수",
  "an integer other than 2": "2가 아닌 정수",
  "an integer other than 1": "1이 아닌 정수",
  "an integer of at least 1 other than 2": "2가 아닌 1 이상의 정수",
};

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
  "the default ignoreIndex -100 silently gives class V - 100 no mass if V is at least 100, and is refused below (OpenNMT/OpenNMT#570)":
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
};
