"""Is the cause right? Labelled notes by many writers, read by the product itself.

cases     labelled notes, checked when they are read
marks     what was right about one reading; pure
outside   requests to a file and replies from one, for models elsewhere
run       read, mark, print, compare
train     what the built-in engine learns from the train part; train_facts what the facts learn
"""
