// gorgonia has no loss: its users write cross entropy on LogSoftMax. The gradient is gorgonia.Grad's.
package main

import (
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func main() {
	Serve(About{
		Name: "gorgonia.org/gorgonia", Version: "v0.9.18", Variants: []string{"equation1"},
		DTypes: []string{"float32", "float64"},
		Codes:  [][2]string{{"hape", "shape-mismatch"}, {"dimension", "shape-mismatch"}},
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
	if len(logits.Shape) != 2 {
		return nil, nil, Skip("the line is for rows of logits")
	}
	if logits.DType == "int64" {
		return nil, nil, Skip("the line is for floating point numbers")
	}
	if len(logits.Data) == 0 {
		return nil, nil, Skip("there are no empty tensors")
	}
	reduction := call.Text("reduction", "mean")
	if reduction != "mean" && reduction != "sum" {
		return nil, nil, Skip("Grad takes scalars")
	}
	rows, classes := logits.Shape[0], logits.Shape[1]
	q, err := smoothed(target, rows, classes, smoothing)
	if err != nil {
		return nil, nil, err
	}
	q.DType = logits.DType
	graph := G.NewGraph()
	x := G.NewMatrix(graph, dtype(logits), G.WithShape(rows, classes), G.WithName("logits"), G.WithValue(dense(logits)))
	labels := G.NewMatrix(graph, dtype(logits), G.WithShape(rows, classes), G.WithName("q"), G.WithValue(dense(q)))
	logP, err := G.LogSoftMax(x)
	if err != nil {
		return nil, nil, err
	}
	cost := G.Must(G.Neg(G.Must(G.Sum(G.Must(G.HadamardProd(labels, logP))))))
	if reduction == "mean" {
		cost = G.Must(G.Div(cost, constant(logits, float64(rows))))
	}
	scaled := cost
	if call.Inputs["upstream"] != nil {
		scaled = G.Must(G.Mul(cost, constant(logits, factor)))
	}
	call.Phase = "backward"
	grads, err := G.Grad(scaled, x)
	if err != nil {
		return nil, nil, err
	}
	call.Phase = "call"
	var value, slope G.Value
	G.Read(cost, &value)
	G.Read(grads[0], &slope)
	machine := G.NewTapeMachine(graph)
	defer machine.Close()
	if err := machine.RunAll(); err != nil {
		return nil, nil, err
	}
	return wire(value.Data(), logits, []int{}), wire(slope.Data(), logits, logits.Shape), nil
}

// smoothed is what its users make of class indices or of a distribution.
func smoothed(target *Tensor, rows, classes int, a float64) (*Tensor, error) {
	q := &Tensor{Shape: []int{rows, classes}, Data: make([]Number, rows*classes)}
	if target.DType == "int64" {
		if len(target.Shape) != 1 || len(target.Data) != rows {
			return nil, Skip("the line is for one label per row")
		}
		for row, class := range target.Data {
			if class < 0 || int(class) >= classes {
				return nil, Skip("the line that makes one-hot rows checks no index")
			}
			q.Data[row*classes+int(class)] = 1
		}
	} else if len(target.Data) != rows*classes {
		return nil, Skip("the line is for one row of labels per row")
	} else {
		copy(q.Data, target.Data)
	}
	for i, y := range q.Data {
		q.Data[i] = y*Number(1-a) + Number(a/float64(classes))
	}
	return q, nil
}

func dtype(of *Tensor) tensor.Dtype {
	if of.DType == "float64" {
		return tensor.Float64
	}
	return tensor.Float32
}

func dense(of *Tensor) *tensor.Dense {
	if of.DType == "float64" {
		return tensor.New(tensor.WithShape(of.Shape...), tensor.WithBacking(Values[float64](of)))
	}
	return tensor.New(tensor.WithShape(of.Shape...), tensor.WithBacking(Values[float32](of)))
}

func constant(like *Tensor, value float64) *G.Node {
	if like.DType == "float64" {
		return G.NewConstant(value)
	}
	return G.NewConstant(float32(value))
}

func wire(data any, like *Tensor, shape []int) *Tensor {
	switch data := data.(type) {
	case float32:
		return NewTensor(like.DType, shape, []float32{data})
	case float64:
		return NewTensor(like.DType, shape, []float64{data})
	case []float32:
		return NewTensor(like.DType, shape, data)
	}
	return NewTensor(like.DType, shape, data.([]float64))
}
