"""The variants, one file each: truth at 50 digits, the space of cases, and the call of the real implementation."""
