"""The bank of behavioural and functional questions, each with probes along STAR, by principle and track.

A question belongs to a principle by its key, so it serves every version of a set that has that key.
"""
