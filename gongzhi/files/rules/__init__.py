"""What may be stored, and how it is made harmless: photos, documents. Pure: bytes in, bytes out."""
