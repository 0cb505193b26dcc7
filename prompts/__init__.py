"""What we say to a model, and the one door through which we say it.

codes      the words the whole product agrees on
errors     the error tree
prompt     prompt files: strict loading and rendering
playbook   the 15 causes, the lines that decide nothing, the two reset questions
model      the door: one protocol, schema-bound answers
chat       the door to any OpenAI-compatible endpoint
embedded   the language model in this process
scripted   a model that answers from a list
download   model files: where they come from, how they are checked
"""
