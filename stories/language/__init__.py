"""What can be said about a German text without understanding it: sentences, words, style. Pure Python, no rows."""
