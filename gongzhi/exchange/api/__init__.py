"""`/api/v1`: everything a face does, with OpenAPI.

Its operations and their schemas cost a worker 12 MB, so they are loaded with the first call (`addresses`, by `urls`).
"""
