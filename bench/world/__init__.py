"""A believable organisation of N candidates, made by rule from a seed: the same rows on every machine and database."""
