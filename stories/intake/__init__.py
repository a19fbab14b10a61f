"""What arrives from outside, read from mail, Word, feeds and forms into one form."""
