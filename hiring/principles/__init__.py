"""What the organisation hires for: sets of principles and competencies, by version, with anchors for every rating.

A published set never changes; a change is a new version. New openings use the set that was adopted.
"""
