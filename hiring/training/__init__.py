"""The ladder that makes an interviewer: course, shadow, reverse shadow, alone; then the Bar Raiser's steps.

Practice feedback lies in tables of its own: no query of the loop can count what it never sees (invariant 14).
What a step asks for is data of the organisation; figures are kept as numbers without anybody's words.
"""
