"""The references' own tests, recorded as data, to ask of them what is asked of our vectors: which mutants they catch."""

FOLDER = "own-tests"
