"""How a community is led and laid out, and how that changes (rows A1, A5-A9, A11-A14, A16-A18).

Owns: plans of adjustment, concurrent members, joint meetings and their tasks, responsibility lists, agreements, staff
norms, hand-overs, premises and their booking. Does not own: places, bodies, posts, appointments (`places`, `orgs`),
what is missing (`standards`). One module a row in each layer: `models/<row>.py`, `actions/<row>.py`, `views/<row>.py`.
"""
