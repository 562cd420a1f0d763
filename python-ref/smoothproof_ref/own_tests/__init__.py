"""The references' own tests, recorded as data: which mutants do they catch?"""

FOLDER = "own-tests"
