"""How the real references are run, each framework in a process of its own.

    answers = observe("torch", cases)

A case: ``{"id", "variant", "reference", "options", "inputs"}``; an answer: ``{"id", "kind": "value", "loss",
"gradient"}`` or ``{"id", "kind": "throws", "phase", "type", "message"}``; tensors as in ``wire``.
"""
