"""Golden fixtures of label-smoothing dialects, made by the packages that define them."""
