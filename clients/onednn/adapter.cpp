// oneDNN's logsoftmax primitive, forward and backward, on which its users write cross entropy: the loss is -sum q log p,
// and the primitive's backward makes the gradient of -q. float32 alone.
#include <oneapi/dnnl/dnnl.hpp>

#include "speak.hpp"

namespace {

const dnnl::engine engine(dnnl::engine::kind::cpu, 0);

/// Rows of smoothed labels, from class indices or a distribution.
std::vector<float> smoothed(const speak::Tensor& target, int64_t rows, int64_t classes, double a) {
  std::vector<float> q(rows * classes);
  if (target.dtype == "int64" && target.shape.size() == 1 && target.shape[0] == rows) {
    for (int64_t row = 0; row < rows; ++row) {
      if (target.data[row] < 0 || target.data[row] >= classes)
        throw speak::Skip("the line that makes one-hot rows checks no index");
      q[row * classes + static_cast<int64_t>(target.data[row])] = 1;
    }
  } else if (target.dtype != "int64" && target.data.size() == q.size()) {
    std::copy(target.data.begin(), target.data.end(), q.begin());
  } else {
    throw speak::Skip("the line is for one row of labels per row");
  }
  for (float& each : q) each = static_cast<float>(each * (1 - a) + a / classes);
  return q;
}

speak::Answer run(const speak::Call& call) {
  const auto& logits = call.input("logits");
  const auto reduction = call.option("reduction", std::string("mean"));
  if (logits.dtype != "float32") throw speak::Skip("the primitive computes in float32");
  if (logits.shape.size() != 2) throw speak::Skip("the line is for rows of logits");
  if (reduction != "mean" && reduction != "sum" && reduction != "none")
    throw speak::Skip("reductions are written by hand");
  const int64_t rows = logits.shape[0], classes = logits.shape[1];
  if (rows == 0) throw speak::Skip("the line is for rows that there are");
  const double a = call.option("labelSmoothing", 0.0);
  if (!(a >= 0 && a <= 1)) throw speak::Skip("smoothing is a line that its users write, which checks no range");
  const std::vector<int64_t> lossShape = reduction == "none" ? std::vector<int64_t>{rows} : std::vector<int64_t>{};
  if (call.has("upstream") && call.input("upstream").shape != lossShape)
    throw speak::Skip("an incoming gradient is a factor in the line, which checks no shape");
  const auto q = smoothed(call.input("target"), rows, classes, a);
  const float share = reduction == "mean" ? 1.0f / rows : 1.0f;

  std::vector<float> x(logits.data.begin(), logits.data.end()), log_p(x.size()), slope(x.size()), gradient(x.size());
  using dnnl::memory;
  const memory::desc description({rows, classes}, memory::data_type::f32, memory::format_tag::ab);
  const auto at = [&](std::vector<float>& values) { return memory(description, engine, values.data()); };
  dnnl::stream stream(engine);
  const dnnl::logsoftmax_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_training, description, 1}, engine);
  dnnl::logsoftmax_forward(forward).execute(stream, {{DNNL_ARG_SRC, at(x)}, {DNNL_ARG_DST, at(log_p)}});
  stream.wait();

  std::vector<double> losses(rows);
  double sum = 0;
  for (int64_t row = 0; row < rows; ++row) {
    float loss = 0;
    for (int64_t k = row * classes; k < (row + 1) * classes; ++k) {
      loss -= q[k] * log_p[k];
      const auto upstream = call.has("upstream") ? call.input("upstream").data[reduction == "none" ? row : 0] : 1.0;
      slope[k] = static_cast<float>(-q[k] * share * upstream);
    }
    losses[row] = loss;
    sum += loss;
  }
  call.enter("backward");
  const dnnl::logsoftmax_backward::primitive_desc backward({description, description, 1}, engine, forward);
  dnnl::logsoftmax_backward(backward).execute(
      stream, {{DNNL_ARG_DST, at(log_p)}, {DNNL_ARG_DIFF_DST, at(slope)}, {DNNL_ARG_DIFF_SRC, at(gradient)}});
  stream.wait();

  speak::Tensor loss{"float32", lossShape, {static_cast<float>(reduction == "mean" ? sum / rows : sum)}};
  if (reduction == "none") loss.data = losses;
  return {loss, speak::Tensor{"float32", logits.shape, std::vector<double>(gradient.begin(), gradient.end())}};
}

}  // namespace

int main() {
  const auto* version = dnnl::version();
  const auto text = std::to_string(version->major) + "." + std::to_string(version->minor) + "." + std::to_string(version->patch);
  speak::serve({"libdnnl-dev", text, "C++", {"equation1"}, {"float32"}}, run);
}
