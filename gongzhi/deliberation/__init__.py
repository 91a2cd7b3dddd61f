"""Self-government (E1 to E7, E11): topics of residents, what is said about them, meetings that decide, their minutes.

Owns topics, comments, meetings of bodies, motions, votes by hand and by name. Does not own the steps (procedures), the
boards (disclosure), registers of electors and secret ballots (voting), elections of people.
"""
