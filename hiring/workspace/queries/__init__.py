"""Reads across features for one reader: a fixed number of statements each, and every one asks the policy it touches."""
