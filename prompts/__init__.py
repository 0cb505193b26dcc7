"""What we say to a model, and the one door through which we say it.

codes      the words the whole product agrees on
errors     the error tree
prompt     prompt files: strict loading and rendering
playbook   the 15 causes, the lines that decide nothing, the two reset questions
model      the door: one protocol, schema-bound answers
chat       the door to any OpenAI-compatible endpoint
probe      what an endpoint can do, found out once
schema     what an answer must look like, and reading it back
wire       one exchange, with a deadline and a cancel (quiet: no tracing of it)
failures   foreign errors become ours
price      what an answer cost
redact     names and numbers out of a text and back in (identifiers: which numbers)
redacted   a model on another machine that gets no known name
embedded   the language model on this machine, in a process of its own (embedded_child)
scripted   a model that answers from a list
modelfile  model files: names, sizes, sha256
download   fetching them (sources: from where)
"""
