"""Bodies, the posts in them, who holds a post for which time, and who stands in while they are away.

Owns: `Body`, `Post`, `Appointment`, `Absence`, the actor of an account. Does not own: places (`places`), persons
(`people`), what a kind of post may do (the pack), the work that a post holds (`procedures`). Enter by `public`.
"""
