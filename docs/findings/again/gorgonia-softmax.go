// client: gorgonia | file: again/main.go | run: go run ./again 2>/dev/null
// gorgonia.org/tensor without a graph: the page's rows together and each alone; and one column with its axis given.
package main

import (
	"fmt"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func main() {
	for _, rows := range [][]float64{{0, 1, 1000, 2}, {1000, 2, 0, 1}} {
		together := logSoftMax(rows, 2)
		alone := append(logSoftMax(rows[:2], 2), logSoftMax(rows[2:], 2)...)
		fmt.Println(rows, "together", together, "each alone", alone)
	}
	graph := G.NewGraph()
	value := tensor.New(tensor.WithShape(2, 1), tensor.WithBacking([]float64{3, 4}))
	x := G.NewMatrix(graph, tensor.Float64, G.WithShape(2, 1), G.WithName("x"), G.WithValue(value))
	var without, with G.Value
	G.Read(G.Must(G.LogSoftMax(x)), &without)
	G.Read(G.Must(G.LogSoftMax(x, 1)), &with)
	machine := G.NewTapeMachine(graph)
	defer machine.Close()
	if err := machine.RunAll(); err != nil {
		panic(err)
	}
	fmt.Println("one column: no axis given", without.Data(), "axis 1 given", with.Data())
}

func logSoftMax(values []float64, classes int) []float64 {
	backing := append([]float64{}, values...)
	x := tensor.New(tensor.WithShape(len(values)/classes, classes), tensor.WithBacking(backing))
	logP, err := tensor.LogSoftMax(x, 1)
	if err != nil {
		panic(err)
	}
	return append([]float64{}, logP.Data().([]float64)...)
}
