"""Rows for tests, made by the same actions the software uses. Everybody and everything is fictional."""
