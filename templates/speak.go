// The adapter protocol smoothproof/1 for Go, from the standard library alone. Nothing in it needs to be changed.
//
//	Serve(About{Name: "my-loss", Version: "0.1.0", Variants: []string{"torch"}, DTypes: []string{"float32"}}, run)
//
// One JSON object per line: requests on standard input, answers on standard output; whatever a library prints goes to
// standard error.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
)

// Number is a float64 that JSON may write as the name of one that it has no digits for.
type Number float64

func (n *Number) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case `"NaN"`:
		*n = Number(math.NaN())
	case `"Infinity"`:
		*n = Number(math.Inf(1))
	case `"-Infinity"`:
		*n = Number(math.Inf(-1))
	case `"-0"`:
		*n = Number(math.Copysign(0, -1))
	default:
		return json.Unmarshal(text, (*float64)(n))
	}
	return nil
}

func (n Number) MarshalJSON() ([]byte, error) {
	value := float64(n)
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
	// The shortest digits that read back as the same number.
	return json.Marshal(value)
}

// Tensor holds values in row-major order, widened to float64, which keeps every dtype's values as they are.
type Tensor struct {
	DType string   `json:"dtype"`
	Shape []int    `json:"shape"`
	Data  []Number `json:"data"`
}

// NewTensor has these values; a scalar has shape nil.
func NewTensor[T float32 | float64](dtype string, shape []int, values []T) *Tensor {
	data := make([]Number, len(values))
	for i, value := range values {
		data[i] = Number(value)
	}
	return &Tensor{dtype, append([]int{}, shape...), data}
}

// Values of a tensor in a type of Go's.
func Values[T float32 | float64 | int64](tensor *Tensor) []T {
	out := make([]T, len(tensor.Data))
	for i, value := range tensor.Data {
		out[i] = T(value)
	}
	return out
}

// Call is one call, as it was asked for.
type Call struct {
	Variant string                     `json:"variant"`
	Options map[string]json.RawMessage `json:"options"`
	Inputs  map[string]*Tensor         `json:"inputs"`
	// Phase is what a refusal from here on is refused in: "construct", "call" or "backward".
	Phase string `json:"-"`
}

// Number of an option, or the given one where it is not set.
func (c *Call) Number(option string, otherwise float64) float64 {
	var value Number
	if raw, ok := c.Options[option]; ok && json.Unmarshal(raw, &value) == nil {
		return float64(value)
	}
	return otherwise
}

// Text of an option, or the given one where it is not set.
func (c *Call) Text(option, otherwise string) string {
	var value string
	if raw, ok := c.Options[option]; ok && json.Unmarshal(raw, &value) == nil {
		return value
	}
	return otherwise
}

// Skip is what your loss is not written for; the text says what. A call that is skipped does not fail.
type Skip string

func (skip Skip) Error() string { return string(skip) }

// Refusal is of arguments that your loss refuses, if it has a code for that: smoothproof's docs/protocol.md lists them.
type Refusal struct{ Code, Message string }

func (refusal Refusal) Error() string { return refusal.Message }

// About is what the hello says. Codes are pairs of a part of a refusal's text and its code, of which the first counts:
// where they are given, what your loss refuses is compared by phase and code; where not, any error is the right answer to
// a call that the reference refuses.
type About struct {
	Name, Version string
	Variants      []string
	DTypes        []string
	Codes         [][2]string
}

// Run returns the loss and its gradient, which is nil if you do not have it.
type Run func(call *Call) (loss, gradient *Tensor, err error)

// Serve answers requests until the input ends.
func Serve(about About, run Run) {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := os.Stdout
	// Whatever a library prints goes to standard error.
	os.Stdout = os.Stderr
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var request struct {
			Type   string  `json:"type"`
			ID     string  `json:"id"`
			Tensor *Tensor `json:"tensor"`
			Call
		}
		if err := json.Unmarshal(line, &request); err != nil {
			panic(err)
		}
		var answer map[string]any
		switch request.Type {
		case "bye":
			return
		case "hello":
			implementation := map[string]string{"name": about.Name, "version": about.Version, "language": "Go"}
			answer = map[string]any{"type": "hello", "protocol": 1, "implementation": implementation,
				"variants": about.Variants, "gradient": true, "dtypes": about.DTypes}
			if about.Codes != nil {
				answer["codes"] = true
			}
		case "echo":
			answer = map[string]any{"type": "echo", "id": request.ID, "tensor": request.Tensor}
		default:
			answer = reply(about, &request.Call, run)
			answer["id"] = request.ID
		}
		text, err := json.Marshal(answer)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(out, "%s\n", text)
	}
}

// reply takes a panic of the library for its refusal.
func reply(about About, call *Call, run Run) (answer map[string]any) {
	refuse := func(message string) {
		message, _, _ = strings.Cut(message, "\n")
		code := "exception"
		for i := len(about.Codes) - 1; i >= 0; i-- {
			if strings.Contains(message, about.Codes[i][0]) {
				code = about.Codes[i][1]
			}
		}
		answer = map[string]any{"type": "error", "phase": call.Phase, "code": code, "message": message}
	}
	call.Phase = "call"
	defer func() {
		if panicked := recover(); panicked != nil {
			refuse(fmt.Sprint(panicked))
		}
	}()
	loss, gradient, err := run(call)
	switch reason := err.(type) {
	case nil:
		answer = map[string]any{"type": "result", "loss": loss}
		if gradient != nil {
			answer["gradient"] = gradient
		}
	case Skip:
		answer = map[string]any{"type": "skipped", "reason": string(reason)}
	case Refusal:
		refuse(reason.Message)
		answer["code"] = reason.Code
	default:
		refuse(err.Error())
	}
	return answer
}
