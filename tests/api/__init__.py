"""Programs of staff and of anybody at `/api/v1`, context by context."""
