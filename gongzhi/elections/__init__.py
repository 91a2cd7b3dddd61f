"""Elections of people to posts (E9): 公推直选, elections of the residents' committee, recalls.

Owns elections, who is recommended and stands, the assembly, what follows from the result. Does not own the steps
(procedures), registers, ballots, counts and verdicts (voting), posts and appointments (orgs), the handing over
(structure).
"""
