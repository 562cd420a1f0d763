package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
)

// The adapter protocol smoothproof/1: serve answers requests until the input ends.

// number is a float64 that JSON may write as the name of one that it has no digits for.
type number float64

func (n *number) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case `"NaN"`:
		*n = number(math.NaN())
	case `"Infinity"`:
		*n = number(math.Inf(1))
	case `"-Infinity"`:
		*n = number(math.Inf(-1))
	case `"-0"`:
		*n = number(math.Copysign(0, -1))
	default:
		return json.Unmarshal(text, (*float64)(n))
	}
	return nil
}

func (n number) MarshalJSON() ([]byte, error) {
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
	return json.Marshal(value)
}

// Tensor holds values in row-major order, widened to float64, which keeps every dtype's values as they are.
type Tensor struct {
	DType string   `json:"dtype"`
	Shape []int    `json:"shape"`
	Data  []number `json:"data"`
}

func newTensor[T float32 | float64](dtype string, shape []int, values []T) *Tensor {
	data := make([]number, len(values))
	for i, value := range values {
		data[i] = number(value)
	}
	return &Tensor{dtype, append([]int{}, shape...), data}
}

func values[T float32 | float64 | int64](tensor *Tensor) []T {
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

// smoothingByHand is the smoothing where it is a line of the client's users: the client has no say in its range.
func (c *Call) smoothingByHand() (float64, error) {
	if a := c.number("labelSmoothing", 0); a >= 0 && a <= 1 {
		return a, nil
	}
	return 0, skipped("smoothing is a line that its users write, which checks no range")
}

// factor is what a scalar loss is multiplied by, where the adapter does so: the client never sees its shape.
func (c *Call) factor() (float64, error) {
	upstream := c.Inputs["upstream"]
	if upstream == nil {
		return 1, nil
	}
	if len(upstream.Shape) != 0 {
		return 0, skipped("an incoming gradient is a factor, and has no shape")
	}
	return float64(upstream.Data[0]), nil
}

func (c *Call) number(option string, otherwise float64) float64 {
	var value number
	if raw, ok := c.Options[option]; ok && json.Unmarshal(raw, &value) == nil {
		return float64(value)
	}
	return otherwise
}

func (c *Call) text(option, otherwise string) string {
	var value string
	if raw, ok := c.Options[option]; ok && json.Unmarshal(raw, &value) == nil {
		return value
	}
	return otherwise
}

// skipped is what the client does not have.
type skipped string

func (s skipped) Error() string { return string(s) }

// About is what the hello says. Codes are pairs of a part of a refusal's text and its portable code.
type About struct {
	Name, Version string
	Variants      []string
	DTypes        []string
	Codes         [][2]string
}

type run func(call *Call) (loss, gradient *Tensor, err error)

func serve(about About, run run) {
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
func reply(about About, call *Call, run run) (answer map[string]any) {
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
	case skipped:
		answer = map[string]any{"type": "skipped", "reason": string(reason)}
	default:
		refuse(err.Error())
	}
	return answer
}
