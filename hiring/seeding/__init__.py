"""What an installation starts with, out of `seeds/`: principles, questions and templates, and a whole organisation to try them on.

Nothing here writes a row that an operation could write, so whatever is seeded has passed the rules that people pass.
"""
