"""Requests of residents (诉求), from the first word to the rated answer (rows C1, C2).

Owns: the request's number, type, words, place, reporters, answer, rating; intake by every channel; the resident's
page and the staff's pages over it. Does not own: who holds it and until when (`procedures`), persons and contacts
(`people`), photos (`files`), the board (`disclosure`). Enter by `public`.
"""
