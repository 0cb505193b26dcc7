"""How fast at the size of a company's years: generated records, and the same questions to Lossbook and to others.

names      accounts, reps, people, competitors
lines      the sample notes, taken apart into lines with slots
reviews    those lines recombined into reviews as the store takes them
asked      questions and open deals
prepare    a home full of them, kept for the next run
team       what the team's screen and a 1:1 pack read
parts      what is measured, each part in a process of its own
peers      what others take for the same
run        the table
"""
