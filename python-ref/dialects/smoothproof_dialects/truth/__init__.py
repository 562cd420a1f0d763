"""What the dialects' definitions are made of, at 50 digits, beyond the parts that the core variants have."""
