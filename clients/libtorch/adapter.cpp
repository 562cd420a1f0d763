// torch::nn::CrossEntropyLoss of libtorch, by its own autograd. Its softmax has no float16 on the CPU.
#include <torch/torch.h>

#include "speak.hpp"

namespace {

const std::map<std::string, torch::ScalarType> DTYPES = {{"float32", torch::kFloat32},
                                                         {"float64", torch::kFloat64},
                                                         {"bfloat16", torch::kBFloat16},
                                                         {"int64", torch::kInt64}};

torch::Tensor tensor(const speak::Tensor& wire) {
  return torch::tensor(wire.data, torch::kFloat64).reshape(wire.shape).to(DTYPES.at(wire.dtype));
}

speak::Tensor to_wire(const torch::Tensor& values, const std::string& dtype) {
  const auto flat = values.detach().to(torch::kFloat64).contiguous();
  const double* begin = flat.data_ptr<double>();
  return {dtype, values.sizes().vec(), std::vector<double>(begin, begin + flat.numel())};
}

speak::Answer run(const speak::Call& call) {
  call.enter("construct");
  auto options = torch::nn::CrossEntropyLossOptions()
                     .label_smoothing(call.option("labelSmoothing", 0.0))
                     .ignore_index(static_cast<int64_t>(call.option("ignoreIndex", -100.0)));
  const auto reduction = call.option("reduction", std::string("mean"));
  if (reduction == "mean") options.reduction(torch::kMean);
  else if (reduction == "sum") options.reduction(torch::kSum);
  else if (reduction == "none") options.reduction(torch::kNone);
  else throw speak::Skip("a reduction is a type, so there are no others");
  if (call.has("weight")) options.weight(tensor(call.input("weight")));
  const auto& dtype = call.input("logits").dtype;
  auto logits = tensor(call.input("logits"));
  if (logits.is_floating_point()) logits.requires_grad_(true);
  torch::nn::CrossEntropyLoss criterion(options);
  call.enter("call");
  const auto loss = criterion(logits, tensor(call.input("target")));
  const auto upstream = call.has("upstream") ? tensor(call.input("upstream")) : torch::ones_like(loss);
  call.enter("backward");
  const auto gradient = torch::autograd::grad({loss}, {logits}, {upstream})[0];
  return {to_wire(loss, dtype), to_wire(gradient, dtype)};
}

}  // namespace

int main() {
  torch::set_num_threads(1);
  speak::About about{"libtorch-dev", PACKAGE_VERSION, "C++", {"torch"}, {"float32", "float64", "bfloat16"}};
  about.codes = {{"label_smoothing must be", "label-smoothing-out-of-range"},
                 {"is out of bounds", "class-index-out-of-range"},
                 {"weight tensor should be defined", "weight-shape"},
                 {"ignore_index is not supported", "ignore-index-with-distribution"},
                 {"target dtype", "target-dtype"},
                 {"expected scalar type Long", "target-dtype"},
                 {"floating point type for target", "target-dtype"},
                 {"not implemented for 'Long'", "input-dtype"},
                 {"size", "shape-mismatch"},
                 {"shape", "shape-mismatch"},
                 {"imension", "shape-mismatch"}};
  speak::serve(about, run);
}
