// An adapter for smoothproof in Go, from the standard library alone. Fill in run.
//
//	go build adapter.go
//	npx smoothproof conformance --exec ./adapter
//
// The protocol: one JSON object per line, requests on standard input, answers on standard output, which carries
// nothing else. Standard error is free.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
)

const name = "my-loss"

// Ids of the variants you implement: see npx smoothproof list.
var variants = []string{"torch"}

// Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input.
//
// The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where it is not given. What panics
// fails that one call. Return Skip for what your loss is not written for, such as weights, more axes or another
// reduction: a skipped call does not fail.
func run(variant string, options Options, inputs map[string]Tensor) (loss, gradient Tensor, err error) {
	return loss, gradient, Skip("not written yet")
}

// Tensor has its values in row-major order.
type Tensor struct {
	Dtype string   `json:"dtype"`
	Shape []int    `json:"shape"`
	Data  []Number `json:"data"`
}

// Options holds what the loss was made with: numbers, words, true or false.
type Options map[string]any

// Number of an option, or the given one where it is not set.
func (options Options) Number(name string, otherwise float64) float64 {
	switch value := options[name].(type) {
	case float64:
		return value
	case string:
		return named(value)
	}
	return otherwise
}

// Text of an option, or the given one where it is not set.
func (options Options) Text(name, otherwise string) string {
	if value, ok := options[name].(string); ok {
		return value
	}
	return otherwise
}

// Skip says what you do not have.
type Skip string

func (skip Skip) Error() string { return string(skip) }

// Refusal says that your loss refuses its arguments. Phase: construct, call or backward; codes are listed in
// smoothproof's docs/protocol.md.
type Refusal struct{ Phase, Code, Message string }

func (refusal Refusal) Error() string { return refusal.Message }

// Number is a float64 that travels as a string where JSON has no digits for it.
type Number float64

func (number Number) MarshalJSON() ([]byte, error) {
	value := float64(number)
	switch {
	case math.IsNaN(value):
		return []byte(`"NaN"`), nil
	case math.IsInf(value, 1):
		return []byte(`"Infinity"`), nil
	case math.IsInf(value, -1):
		return []byte(`"-Infinity"`), nil
	case value == 0 && math.Signbit(value):
		return []byte(`"-0"`), nil
	}
	return strconv.AppendFloat(nil, value, 'g', -1, 64), nil
}

func (number *Number) UnmarshalJSON(text []byte) error {
	if text[0] == '"' {
		*number = Number(named(string(text[1 : len(text)-1])))
		return nil
	}
	value, err := strconv.ParseFloat(string(text), 64)
	*number = Number(value)
	return err
}

func named(word string) float64 {
	switch word {
	case "Infinity":
		return math.Inf(1)
	case "-Infinity":
		return math.Inf(-1)
	case "-0":
		return math.Copysign(0, -1)
	}
	return math.NaN()
}

type request struct {
	Type    string            `json:"type"`
	ID      string            `json:"id"`
	Variant string            `json:"variant"`
	Options Options           `json:"options"`
	Inputs  map[string]Tensor `json:"inputs"`
	Tensor  Tensor            `json:"tensor"`
}

type message map[string]any

func main() {
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if asked.Type == "bye" {
			return
		}
		text, err := json.Marshal(answer(asked))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		// Each line must leave at once.
		os.Stdout.Write(append(text, '\n'))
	}
}

func answer(asked request) (said message) {
	switch asked.Type {
	case "hello":
		about := message{"name": name, "version": "0.1.0", "language": "Go"}
		dtypes := []string{"float32", "float64"}
		return message{"type": "hello", "protocol": 1, "implementation": about, "variants": variants, "gradient": true, "dtypes": dtypes}
	case "echo":
		return message{"type": "echo", "id": asked.ID, "tensor": asked.Tensor}
	}
	// What nobody foresaw fails this call, and the conversation goes on.
	defer func() {
		if cause := recover(); cause != nil {
			said = message{"type": "error", "id": asked.ID, "phase": "call", "code": "exception", "message": fmt.Sprint(cause)}
		}
	}()
	loss, gradient, err := run(asked.Variant, asked.Options, asked.Inputs)
	var skip Skip
	var refusal Refusal
	switch {
	case errors.As(err, &skip):
		return message{"type": "skipped", "id": asked.ID, "reason": string(skip)}
	case errors.As(err, &refusal):
		return message{"type": "error", "id": asked.ID, "phase": refusal.Phase, "code": refusal.Code, "message": refusal.Message}
	case err != nil:
		panic(err)
	}
	return message{"type": "result", "id": asked.ID, "loss": rounded(loss), "gradient": rounded(gradient)}
}

// A float32 result is rounded once, here. A scalar has shape [], which JSON writes as null if it is nil.
func rounded(tensor Tensor) Tensor {
	if tensor.Shape == nil {
		tensor.Shape = []int{}
	}
	if tensor.Data == nil {
		tensor.Data = []Number{}
	}
	if tensor.Dtype == "float32" {
		for i, value := range tensor.Data {
			tensor.Data[i] = Number(float32(value))
		}
	}
	return tensor
}
