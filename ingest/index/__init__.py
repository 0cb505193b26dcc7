"""The search index: a disposable Chroma cache of the vectors in SQL, and exact search for when it is away.

In the order data meets them:

frames      one message on the pipe between the two processes
child       the Chroma process, the only place that imports chromadb
process     our end of the pipe: every call has a timeout, every crash is an `IndexUnavailable`
folders     generation folders: names, the sparse-file guard, removal
build       a new generation from SQL's vectors, verified before anybody uses it
generations `Index`: the generation in use, the start-up probe, the swap
source      what the index asks of the records
indexer     `Indexer`: the thread that keeps the index equal to the records
exact       exact search in memory, with a mask
search      the one front for searching: index first, permission always, exact when needed
owner       one owner process a home
"""
