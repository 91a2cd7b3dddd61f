"""What `people` brings to Django's own machinery."""
