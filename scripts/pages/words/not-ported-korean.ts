/** What scripts/pages/variants/not-ported.ts says, in Korean, by its English text. */
export const NOT_PORTED_IN_KOREAN: { readonly [english: string]: string } = {
  "Marian cross-entropy": "Marian의 cross-entropy",
  "its vectors would repeat those of the variant it equals":
    "벡터를 만들어도 같은 변종의 것을 되풀이할 뿐입니다",
  "its kernel runs on CUDA alone, so none of its numbers could be observed":
    "커널이 CUDA에서만 돌아서 값을 관측할 수 없었습니다",
  "its package is built for CUDA, and was not run": "패키지가 CUDA용으로만 빌드되어 실행하지 않았습니다",
  "rows of class 0 are ignored unless padding_idx names another class; it returns one loss per row":
    "padding_idx로 다른 클래스를 지정하지 않으면 정답이 0번 클래스인 행은 손실에 들지 않습니다. 행마다 손실 하나",
  "an index that names no class costs only the smoothing's part, while torch refuses it":
    "없는 클래스 번호를 torch는 거부하지만, 여기서는 스무딩 몫만 손실에 듭니다",
  "MXNet SoftmaxOutput with smooth_alpha": "smooth_alpha를 준 MXNet SoftmaxOutput",
  "it returns probabilities, not a loss; only its gradient is smoothed, as that of the simple class":
    "손실이 아니라 확률을 돌려줍니다. 기울기만 스무딩하며, 간단한 클래스의 기울기와 같습니다",
  "a variant is a loss with its gradient, and there is no loss to compare":
    "변종은 손실과 그 기울기인데, 비교할 손실이 없습니다",
  "OpenNMT-py since December 2022": "2022년 12월 이후의 OpenNMT-py",
  "torch's own loss on all classes, including the padding":
    "패딩까지 모든 클래스에 torch의 손실을 그대로 씁니다",
  "Keras SparseCategoricalCrossentropy with label_smoothing":
    "label_smoothing을 준 Keras SparseCategoricalCrossentropy",
  "the categorical loss for class indices (keras-team/keras#23488)":
    "클래스 번호를 받는 categorical 손실입니다 (keras-team/keras#23488)",
  "no release has it: in 3.15.1 the sparse loss takes no smoothing":
    "아직 배포되지 않았습니다. 3.15.1의 sparse 손실에는 스무딩이 없습니다",
  "the mean over the chosen rows; for a soft target the first term is a divergence, which subtracts the entropy of the target before smoothing":
    "고른 행의 평균입니다. 타깃이 확률이면 첫 항은 발산이며, 스무딩하기 전 타깃의 엔트로피를 뺍니다",
  "for class indices its vectors would repeat equation1's, and no axis has such an entropy":
    "클래스 번호로는 equation1의 벡터를 되풀이할 뿐이고, 그런 엔트로피를 빼는 축은 없습니다",
  "Tensor2Tensor smoothing_cross_entropy with gaussian":
    "gaussian을 준 Tensor2Tensor smoothing_cross_entropy",
  "q_k is the normal density at k about the class, with deviation 1 - a; the masses do not sum to 1, and the entropy that is subtracted is still that of the uniform rule":
    "q_k는 정답 클래스를 중심으로 하고 표준편차가 1 - a인 정규분포의 k에서의 밀도입니다. 합이 1이 아니며, 그래도 균등 규칙의 엔트로피를 뺍니다",
  "no axis has masses that depend on how far apart two class indices are":
    "클래스 번호 사이의 거리에 따라 확률을 나누는 축은 없습니다",
  "summed over labels; only the first factor is smoothed, and only in training":
    "라벨마다의 손실을 더합니다. 둘째 팩터부터는 스무딩하지 않고, 학습이 아닐 때도 스무딩하지 않습니다",
  "it is a node in the graph of a C++ program and cannot be called alone":
    "C++ 프로그램의 그래프 안에 있는 노드라서 따로 부를 방법이 없습니다",
  "the caller gives K, which is not checked; it returns one loss per row":
    "K는 부르는 쪽이 준 값이며 아무것과도 비교하지 않습니다. 행마다 손실 하나",
  "it returns one loss per token; outside training nothing is smoothed and no entropy is subtracted":
    "토큰마다 손실 하나입니다. 학습이 아닐 때는 스무딩하지도 빼지도 않습니다",
  "ESPnet's class under another name": "이름만 다른 ESPnet의 클래스입니다",
  "it only smooths the target, with the length of axis 1 as K, and leaves the loss to the caller":
    "1번 축의 길이를 K로 하여 타깃만 스무딩하고, 손실은 부르는 쪽에 맡깁니다",
  "K is the length of axis 1, any smoothing but 0 is applied, and a divisor of 0 gives 0":
    "K는 1번 축의 길이입니다. 0이 아닌 스무딩은 모두 적용하고, 나눌 것이 없으면 0입니다",
  "its vectors would repeat those of the variant it equals; ND4J itself is judged on the scoreboard":
    "벡터를 만들어도 같은 변종의 것을 되풀이할 뿐입니다. ND4J는 점수판에서 직접 판정합니다",
  "the z-loss of T5X": "T5X의 z-loss",
  "z (log sum_k exp x_k)^2 is added to each row's loss": "행마다 손실에 z (log sum_k exp x_k)^2를 더합니다",
  "T5X is in no package that could be run here; liger and flash-linear-attention have the same z-loss, observed from their packages":
    "여기서 실행할 수 있는 T5X 패키지가 없습니다. liger와 flash-linear-attention에 같은 z-loss가 있고, 그 값은 패키지에서 관측했습니다",
  "Burn CrossEntropyLoss of probabilities": "확률을 받는 Burn CrossEntropyLoss",
  "with smoothing it takes the logarithm of the given probabilities; without, probabilities are first raised to at least the square root of the least positive number":
    "스무딩하면 주어진 값의 로그를, 하지 않으면 가장 작은 양수의 제곱근 아래를 자른 값의 로그를 씁니다",
  "the two paths disagree at a smoothing of 0, so that it is two losses and not one":
    "스무딩이 0일 때 두 경로의 값이 서로 달라서, 하나가 아니라 두 손실입니다",
};
