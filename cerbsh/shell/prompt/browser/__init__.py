"""The full-screen browser of the history: a list of requests above, the reply of the chosen one below."""
