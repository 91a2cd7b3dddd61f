"""Management of estates (物业管理, row C7): contracts, fee income beside its subsidies, jobs, ratings by households,
checks of the third party, orders to mend, companies ranked.

Owns what is known of an estate's management. Does not own bodies (orgs), steps and clocks (procedures), requests
(they are counted for the company, nothing more), the rules of an estate (deliberation's pacts: linked)."""
