"""Which calls are recorded, and with what data."""
