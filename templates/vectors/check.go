// Judges a loss in Go. Put yours into lossAndGradient, then: go run check.go torch.jsonl
package main

import ("bytes"; "encoding/binary"; "encoding/json"; "errors"; "fmt"; "math"; "os"; "path/filepath"; "strconv"; "strings")

type Tensor struct { DType string; Shape []int; Data []float64 } // row-major

var skip = errors.New("return it for what your loss does not have")

// Options are numbers, texts and booleans. The gradient may be nil.
func lossAndGradient(options map[string]any, inputs map[string]Tensor) (loss, gradient *Tensor, err error) {
	return nil, nil, skip
}

func number(x any) float64 { y, _ := strconv.ParseFloat(fmt.Sprint(x), 64); return y }

func tensor(given map[string]any, folder string) Tensor {
	t := Tensor{DType: given["dtype"].(string)}
	for _, size := range given["shape"].([]any) { t.Shape = append(t.Shape, int(size.(float64))) }
	if data, ok := given["data"].([]any); ok { for _, x := range data { t.Data = append(t.Data, number(x)) }; return t }
	file, _ := os.ReadFile(filepath.Join(folder, given["file"].(string)))
	if unit, ok := given["unit"].(float64); ok { for _, x := range file[128:] { t.Data = append(t.Data, float64(int8(x))*unit) }; return t }
	floats := make([]float32, len(file)/4-32)
	binary.Read(bytes.NewReader(file[128:]), binary.LittleEndian, floats)
	for _, x := range floats { t.Data = append(t.Data, float64(x)) }
	return t
}

func wrong(name string, want map[string]any, got *Tensor) error {
	if fmt.Sprint(got.Shape) != fmt.Sprint(want["shape"]) { return fmt.Errorf("%s: expected shape %v, got %v", name, want["shape"], got.Shape) }
	for i, each := range want["value"].([]any) {
		at, allowed, y := i, want["allowed"], number(each)
		if places, ok := want["at"].([]any); ok { at = int(number(places[i])) }
		if each, ok := allowed.([]any); ok { allowed = each[i] }
		x := got.Data[at]
		is := func(y float64) bool { return x == y || (x != x && y != y) }
		right := is(y) || math.Abs(x-y) <= allowed.(float64)
		if want["signedZeros"] == true && x == 0 && y == 0 { right = math.Signbit(x) == math.Signbit(y) }
		if others, ok := want["overflows"].([]any); ok { right = right || is(number(others[i])) }
		if !right { return fmt.Errorf("%s: expected %v, got %v", name, y, x) }
	}
	return nil
}

func judge(options, inputs, expect map[string]any, folder string) error {
	given := map[string]Tensor{}
	for name, each := range inputs { given[name] = tensor(each.(map[string]any), folder) }
	for name, value := range options { if x, err := strconv.ParseFloat(fmt.Sprint(value), 64); err == nil { options[name] = x } }
	loss, gradient, err := lossAndGradient(options, given)
	if errors.Is(err, skip) { return err }
	if expect["kind"] == "refusal" { if err == nil { return errors.New("expected a refusal") }; return nil }
	if err == nil { err = wrong("loss", expect["loss"].(map[string]any), loss) }
	if err == nil && gradient != nil { err = wrong("gradient", expect["gradient"].(map[string]any), gradient) }
	return err
}

func main() {
	lines, _ := os.ReadFile(os.Args[1])
	counts := map[string]int{}
	for _, line := range strings.Split(strings.TrimSpace(string(lines)), "\n") {
		var v struct { Id string; Options, Inputs, Expect map[string]any }
		if err := json.Unmarshal([]byte(line), &v); err != nil { panic(err) }
		err, verdict := judge(v.Options, v.Inputs, v.Expect, filepath.Dir(os.Args[1])), "passed"
		if errors.Is(err, skip) { verdict = "skipped" } else if err != nil { verdict = "failed"; fmt.Println(v.Id+":", err) }
		counts[verdict]++
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", counts["passed"], counts["failed"], counts["skipped"])
	if counts["failed"] > 0 || counts["passed"] == 0 { os.Exit(1) }
}
