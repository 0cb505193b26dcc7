"""Is the cause right? Labelled notes by many writers, read by the product itself.

cases     labelled notes, checked when they are read
marks     what was right about one reading; pure
run       read, mark, print, compare
train     what the built-in engine learns from the train part; train_facts what the facts learn
"""
