"""Levels of incidents (事件分级, row C6): who is told of a request with a level, who acknowledged, what comes next.

Owns the levels of requests, the minutes of each, who was told. Does not own the requests, their owners and promised
days (requests, procedures), nor emergencies on an order (structure). It stands above requests and not in them: requests
know nothing of levels; they come through the hooks of `requests.policies`."""
