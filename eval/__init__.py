"""Does it work: the same functions, known answers.

bench      how fast, how large: every figure with n and spread (`python -m eval bench`)
samples    how right on the sample notes (`python -m eval samples`)
quality    how right on labelled questions and deals (`python -m eval memory`)
promises   how right on labelled commitments (`python -m eval commitments`)
           and in `promises_train`, `ridge` how that is learned (`make train`)
outside    requests to a file and replies from one, for models elsewhere
scale      how fast at 10,000 and 100,000 reviews (`python -m eval bench-memory`)
score      pure functions over answers and labels
rows       a promise, what was measured of it, the table
peers      what Lossbook is measured against
"""
