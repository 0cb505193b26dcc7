"""What tells one way of losing from another: many wordings of each mechanism, a page a cause.

<cause>.md   a mechanism (`# `), mostly a sentence of the playbook, then lines that speak of it as people say them
pages        reads them
train        learns `ingest/diagnose/ways.npz` from them and from the labelled notes (`make train`)
named        how often the mechanism that a review names is the labelled one
measure      prints that, and the measures of `app/likeness.py` on the labelled deals and questions, each writer
             left out in turn
"""
