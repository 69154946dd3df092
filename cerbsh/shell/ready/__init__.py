"""Commands that stand for requests: what they name, what they look up first, how they are shown whole."""
