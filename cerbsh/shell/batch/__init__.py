"""One line sent for many rows."""
