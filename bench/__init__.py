"""Measuring the product side by side with the least that a Flask page doing the same reads can cost."""
