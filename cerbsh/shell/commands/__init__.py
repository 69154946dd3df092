"""The commands, a family a module; ``cerbsh.shell.registry`` lists them."""
