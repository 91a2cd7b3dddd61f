"""What the pack's clauses ask and life does not give: the unit that falls short, by how much, since when (all rows).

Owns: gaps, since when they stand, their pages and `gongzhi gaps`. Does not own: what is measured; each context offers
its measures by `register_measure`, wired by `site`. Enter by `public`.
"""
