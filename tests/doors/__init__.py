"""The doors in, from the message of a stranger to the request at the desk."""
