"""The command line, one file a command. Each has `add_to(app)`; what a command needs is imported when it runs.

common    settings, opening and closing the book, reading what was given
review    one note, or a file of them
serve     the app in a browser
show      a recorded review again
doctor    is everything in its place
model     the embedded language model's file
setup     what a fresh machine needs
keep      rebuild-index, backup, restore
erase     take an account or a person out for good
"""
