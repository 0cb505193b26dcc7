"""Does it work: the same functions, known answers.

bench      how fast, how large: every figure with n and spread (`python -m eval bench`)
samples    how right on the sample notes (`python -m eval samples`)
score      pure functions over answers and labels
"""
