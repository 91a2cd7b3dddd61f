"""Ways in beside the form (C1): group chats pasted in, opinion boxes, spoken requests, reporting for somebody else.

Owns where such a request came from. Does not own requests and what becomes of them (requests, procedures), files, the
kinds of channels (the pack).
"""
