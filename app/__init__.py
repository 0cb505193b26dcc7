"""The read side: facts on record become advice on a screen or in a terminal.

resolve      which account a name or a question means; it asks when two fit
namebook     every spelling on record, ready to be searched
mentions     names of accounts in running text, and what the words around them say
duplicates   accounts that may be one, for somebody to decide
revisit      future-you cards by when they are due
wordmatch    telling words two notes share
likeness     how alike two deals went
closest      the pair of their lines that shows what they have in common
settled      lines that say a thing is done, and warn of nothing
similar      past losses that went the same way, and why they match
checking     an open deal held against them
nextcall     three questions for its next call, and the lines that raise them
checkpage    the same as a person reads it in a terminal
followup     what later notes show of a commitment
repeats      losses that went a way the team had lost before, by quarter
prep         the 1:1 pack: for a rep and a time, as Markdown, Word, JSON
asking       questions answered from the records, with sources
team         how deals are lost, lessons for everybody, the digest, the kit
calm         the rep's own win rate, in proportion
ics          the future-you card's day as a calendar file, or all of them in one
document     a review as the JSON other programs read
paper        a review as a person reads it in a terminal
checks       is everything in its place: what `doctor` and the Setup screen show
settling     two causes are close: what to ask the rep, and the review after the answer
corrections  what people corrected, as labelled notes: does the engine agree by now?
measured     how often verdicts like this one were right
reviewing    one note from reading to record, for the command line
outgoing     what would leave this machine for one note, shown and not sent
forgetting   a person or an account erased everywhere, looked for, and certified
personal     everything about one person, to hand over
retention    notes older than somebody decided, listed and removed
desk         the same step by step, for the screens
worker       model work: one thread, one job at a time, from the fair queue
download     model files, fetched in the background
sampledata   one invented company's year, loaded and removed
sampleload   the same, beside the screens
setup        what a fresh machine needs before the first review
running      what runs once in the process that owns a home: lock, index, worker, downloads
serving      the web server
log          where tracebacks go
wording      days and counts in words
commands     the command line, one file a command
samples      the invented notes
"""
