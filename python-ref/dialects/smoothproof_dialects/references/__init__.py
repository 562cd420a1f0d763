"""The real packages, one module each; ``python -m smoothproof_dialects.references.run`` answers cases."""
