"""The list of needs and the list of services (需求清单, 服务清单, row C8), matched by kind, place and time.

Owns the lines of both lists, the matches, who was shown whose contact. Does not own requests from which a need may
come (requests), commitments of units from which a service may come (structure)."""
