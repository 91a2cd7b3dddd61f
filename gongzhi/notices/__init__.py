"""Messages out: the outbox with its channels, the inbox of a person, what could not be delivered.

Owns: when and how often a message is tried, by which transport, quiet hours. Does not own: to whom and why
(the caller), contacts of persons (`people`). Enter by `public`.
"""
