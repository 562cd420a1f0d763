"""An error that the user can act on: it stops the run, and is shown as one line, never as a traceback."""


class GenerationError(Exception):
    """For example: a reference and the definition disagree, a pair is not covered, or a file is not as expected."""
