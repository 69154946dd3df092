"""One line sent more than once: for many rows, or for all pages."""
