// dlib's loss_multiclass_log_: the mean over a batch of -log softmax at the label, and the gradient that it hands to the
// layer below. float32 alone.
#include <dlib/dnn.h>
#include <dlib/revision.h>

#include "speak.hpp"

namespace {

/// The layer below, as a loss sees it.
struct Logits {
  dlib::resizable_tensor output, gradient;
  const dlib::tensor& get_output() const { return output; }
  dlib::tensor& get_gradient_input() { return gradient; }
  long sample_expansion_factor() const { return 1; }
};

speak::Answer run(const speak::Call& call) {
  const auto& logits = call.input("logits");
  const auto& target = call.input("target");
  if (call.option("labelSmoothing", 0.0) != 0) throw speak::Skip("loss_multiclass_log_ has no smoothing");
  if (call.has("weight")) throw speak::Skip("loss_multiclass_log_ has no class weights");
  if (call.option("ignoreIndex", -100.0) != -100) throw speak::Skip("loss_multiclass_log_ has no ignored class");
  if (call.option("reduction", std::string("mean")) != "mean") throw speak::Skip("it has the mean alone");
  if (target.dtype != "int64") throw speak::Skip("loss_multiclass_log_ takes labels");
  if (logits.shape.size() != 2 || target.shape.size() != 1) throw speak::Skip("it takes rows of logits");
  if (call.has("upstream")) throw speak::Skip("a loss is the last layer");
  const long rows = logits.shape[0], classes = logits.shape[1];
  if (rows == 0 || target.shape[0] != rows) throw speak::Skip("its labels are an iterator, as long as the batch");
  Logits below;
  below.output.set_size(rows, classes);
  below.gradient.copy_size(below.output);
  std::copy(logits.data.begin(), logits.data.end(), below.output.host());
  std::vector<unsigned long> labels;
  for (double label : target.data) {
    if (label < 0 || label >= classes) throw speak::Skip("an index that is no class is an assertion of debug builds");
    labels.push_back(static_cast<unsigned long>(label));
  }
  const double loss =
      dlib::loss_multiclass_log_().compute_loss_value_and_gradient(below.output, labels.begin(), below);
  const float* gradient = below.gradient.host();
  const float rounded = static_cast<float>(loss);
  return {speak::Tensor{"float32", {}, {rounded}},
          speak::Tensor{"float32", logits.shape, std::vector<double>(gradient, gradient + rows * classes)}};
}

}  // namespace

int main() {
  const std::string version =
      std::to_string(DLIB_MAJOR_VERSION) + "." + std::to_string(DLIB_MINOR_VERSION);
  speak::serve({"libdlib-dev", version, "C++", {"torch"}, {"float32"}}, run);
}
