// An adapter for smoothproof in Go. Fill in run; speak.go beside it does the talking.
//
//	go build -o adapter adapter.go speak.go
//	npx smoothproof conformance --exec ./adapter
package main

// Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input.
//
//	logits, smoothing := call.Inputs["logits"], call.Number("labelSmoothing", 0)
//	return NewTensor(logits.DType, nil, []float64{sum}), slope, nil
//
// The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where call.Inputs["upstream"] is nil. An
// error or a panic fails that one call, unless the reference refuses it too. Return Skip for what your loss is not written
// for, such as weights, more axes or another reduction: a skipped call does not fail.
func run(call *Call) (loss, gradient *Tensor, err error) {
	return nil, nil, Skip("not written yet")
}

func main() {
	Serve(About{
		Name: "my-loss", Version: "0.1.0",
		// Ids of the variants you implement: see npx smoothproof list.
		Variants: []string{"torch"},
		DTypes:   []string{"float32", "float64"},
	}, run)
}
