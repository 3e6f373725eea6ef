"""Plain Python that every floor may lean on: the clock, ids, errors, words, and where data files lie."""
