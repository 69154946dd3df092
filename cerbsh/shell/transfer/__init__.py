"""Files on their way to Cerb and back."""
