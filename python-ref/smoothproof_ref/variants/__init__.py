"""The variants, a file each: truth at 50 digits, the space of cases, and how the real thing is called."""
