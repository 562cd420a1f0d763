// GoMLX's losses on its pure Go backend, with its own automatic differentiation. It has no smoothing: smoothed labels are
// written as its users write them, as dense labels.
package main

import (
	"os"

	"github.com/gomlx/gomlx/backends"
	_ "github.com/gomlx/gomlx/backends/simplego"
	. "github.com/gomlx/gomlx/pkg/core/graph"
	"github.com/gomlx/gomlx/pkg/core/tensors"
	"github.com/gomlx/gomlx/pkg/ml/train/losses"
)

var backend backends.Backend

func main() {
	os.Setenv("GOMLX_BACKEND", "go")
	backend = backends.MustNew()
	Serve(About{
		Name: "github.com/gomlx/gomlx", Version: "v0.26.0", Variants: []string{"equation1"},
		DTypes: []string{"float32", "float64"},
		Codes:  [][2]string{{"invalid logits dtype", "input-dtype"}, {"same shape", "shape-mismatch"}, {"rank", "shape-mismatch"}, {"shape", "shape-mismatch"}},
	}, compute)
}

func compute(call *Call) (loss, gradient *Tensor, err error) {
	logits, target := call.Inputs["logits"], call.Inputs["target"]
	smoothing, err := smoothingByHand(call)
	if err != nil {
		return nil, nil, err
	}
	factor, err := factorOf(call)
	if err != nil {
		return nil, nil, err
	}
	if reduction := call.Text("reduction", "mean"); reduction != "mean" {
		return nil, nil, Skip("its losses are the mean alone")
	}
	if len(logits.Data) == 0 {
		return nil, nil, Skip("there are no empty tensors")
	}
	if len(logits.Shape) < 2 {
		return nil, nil, Skip("its losses take batches")
	}
	if target.DType == "int64" && len(target.Shape) != len(logits.Shape)-1 {
		return nil, nil, Skip("class indices have an axis of length 1 in its losses")
	}
	// labels are dense where they are smoothed, and sparse where they need not be.
	scalar := func(x, labels, upstream *Node) []*Node {
		classes := logits.Shape[len(logits.Shape)-1]
		var loss *Node
		if target.DType == "int64" && smoothing == 0 {
			loss = losses.SparseCategoricalCrossEntropyLogits([]*Node{InsertAxes(labels, -1)}, []*Node{x})
		} else {
			if target.DType == "int64" {
				labels = OneHot(labels, classes, x.DType())
			}
			if smoothing != 0 {
				labels = AddScalar(MulScalar(labels, 1-smoothing), smoothing/float64(classes))
			}
			loss = losses.CategoricalCrossEntropyLogits([]*Node{labels}, []*Node{x})
		}
		call.Phase = "backward"
		slope := Gradient(Mul(loss, upstream), x)[0]
		call.Phase = "call"
		return []*Node{loss, slope}
	}
	upstream := &Tensor{logits.DType, []int{}, []Number{Number(factor)}}
	exec, err := NewExec(backend, scalar)
	if err != nil {
		return nil, nil, err
	}
	defer exec.Finalize()
	results, err := exec.Exec(tensor(logits), tensor(target), tensor(upstream))
	if err != nil {
		return nil, nil, err
	}
	return wire(results[0], logits.DType), wire(results[1], logits.DType), nil
}

func tensor(from *Tensor) *tensors.Tensor {
	switch from.DType {
	case "float64":
		return tensors.FromFlatDataAndDimensions(Values[float64](from), from.Shape...)
	case "int64":
		return tensors.FromFlatDataAndDimensions(Values[int64](from), from.Shape...)
	}
	return tensors.FromFlatDataAndDimensions(Values[float32](from), from.Shape...)
}

func wire(from *tensors.Tensor, dtype string) *Tensor {
	if dtype == "float64" {
		return NewTensor(dtype, from.Shape().Dimensions, tensors.MustCopyFlatData[float64](from))
	}
	return NewTensor(dtype, from.Shape().Dimensions, tensors.MustCopyFlatData[float32](from))
}
