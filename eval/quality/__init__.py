"""How right the memory is: questions and open deals with labelled answers, asked of records imported as a user would.

labels     what people wrote down: records, questions, deals
company    one writer's records in a home of their own
score      pure functions over one answer and its label
figures    shares and means with intervals, gathered
baseline   whether a figure fell since it was last written down
peers      what others find on the same notes
report     one run, printed
"""
