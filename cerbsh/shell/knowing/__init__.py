"""What is known while a line is typed: of the server, and of this machine."""
