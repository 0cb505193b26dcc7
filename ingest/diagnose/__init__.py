"""Why the deal was lost.

signals    the playbook's lines as vectors
head       which cause one line speaks for
weigh      how much one line counts
builtin    the built-in engine: lines to scores
conclude   scores to a diagnosis
model      the language-model engine, same result type
"""
