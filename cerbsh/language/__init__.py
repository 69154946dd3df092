"""The language of the prompt: pure functions of text, grammar and what is known; no socket, no file."""
