"""Who may do what where: permission names, the actor, and one rule for "may I" and "list mine".

Owns: `Permission`, `Actor`, the decision. Does not own: who holds which post (`orgs`), which post holds which
permission (the pack). No tables. Enter by `public`.
"""
