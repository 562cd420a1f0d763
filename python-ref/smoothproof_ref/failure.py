"""What stops a run for a reason the user can act on: shown as one line, never as a traceback."""


class GenerationError(Exception):
    """A reference and the definition disagree, a pair is uncovered, a file does not fit."""
