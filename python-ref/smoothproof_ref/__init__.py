"""Runs the real references, checks them against the definitions, and writes smoothproof's fixtures."""
