package main

// What a client's users write by hand, and the adapter for them.

// smoothingByHand is the smoothing where it is a line of the client's users: the client has no say in its range.
func smoothingByHand(c *Call) (float64, error) {
	if a := c.Number("labelSmoothing", 0); a >= 0 && a <= 1 {
		return a, nil
	}
	return 0, Skip("smoothing is a line that its users write, which checks no range")
}

// factorOf is what a scalar loss is multiplied by, where the adapter does so: the client never sees its shape.
func factorOf(c *Call) (float64, error) {
	upstream := c.Inputs["upstream"]
	if upstream == nil {
		return 1, nil
	}
	if len(upstream.Shape) != 0 {
		return 0, Skip("an incoming gradient is a factor, and has no shape")
	}
	return float64(upstream.Data[0]), nil
}
