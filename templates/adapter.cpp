// An adapter for smoothproof in C++17. Fill in run(); speak.hpp beside it does the talking.
//
//     g++ -O2 -std=c++17 adapter.cpp -o adapter
//     npx smoothproof conformance --exec ./adapter
#include "speak.hpp"

// Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input.
//
//     const speak::Tensor& logits = call.input("logits");      // dtype, shape, and data in row-major order
//     const double smoothing = call.option("labelSmoothing", 0.0);
//     return {loss, gradient};
//
// The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where call.has("upstream") is false. What
// is thrown fails that one call, unless the reference refuses it too. Throw Skip for what your loss is not written for,
// such as weights, more axes or another reduction: a skipped call does not fail.
speak::Answer run(const speak::Call& call) {
    throw speak::Skip("not written yet");
}

int main() {
    // Ids of the variants you implement: see npx smoothproof list.
    speak::serve({"my-loss", "0.1.0", "C++", {"torch"}, {"float32", "float64"}}, run);
}
