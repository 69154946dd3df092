"""Text that a person writes in the editor."""
