"""Pages of requests: `report` (a resident reports), `own` (a resident's own request), and the staff's pages."""
