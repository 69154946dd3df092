"""Writes, guarded: what was is kept, what is done is looked at again, and taken back where it is wanted."""
