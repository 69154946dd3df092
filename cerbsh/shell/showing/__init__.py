"""What a line came to, on its way to the screen, a file, or another program."""
