"""Which calls are recorded."""
