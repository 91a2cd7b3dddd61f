"""Urgent, hard and special matters (C3): leaders who receive, items answered one by one, visits, what waits on a list.

Owns reception hours, who came, items, what policy was explained, visits, the weekly list, what ended with a day or on
the list. Does not own requests and what becomes of them (requests, procedures), posts, places. It stands above requests
because most requests need none of it; they ask it before they end (`requests.before_answering`).
"""
