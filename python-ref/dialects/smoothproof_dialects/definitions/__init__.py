"""The dialects: truth, space of options, and calls written down by hand, a module per source."""
