"""A city at size for benchmarks: true rows, written in bulk, marked as synthetic wherever they are read.

A few hundred requests are lived through the public actions in one grid (`lives`), all their rows are read back and
turned into templates (`templates`), and copies of them with their own ids, places, posts, dates, words, persons,
sealed contacts and ledger entries are written with the driver's own bulk means (`write`).
"""
