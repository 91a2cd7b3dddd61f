"""Forms: of the calendar, of supervision."""
