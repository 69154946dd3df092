"""What was asked before, used again: requests of the history by their number, replays, saved lines."""
