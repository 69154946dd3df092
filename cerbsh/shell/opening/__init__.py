"""From the command line to an engine: which profile, signed in how, and what is run on it."""
