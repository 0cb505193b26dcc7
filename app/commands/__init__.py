"""The command line, one file a command. Each has `add_to(app)`; what a command needs is imported when it runs.

common    settings, opening and closing the book, reading what was given
review    one note, or a file of them
prep      the 1:1 pack
serve     the app in a browser
show      a recorded review again
doctor    is everything in its place
model     the embedded language model's file
setup     what a fresh machine needs
keep      rebuild-index, backup, restore
erase     take an account or a person out for good
people    roles, managers of record, who may sign in
share     who may see a review
views     who looked at whose records
"""
