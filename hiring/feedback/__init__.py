"""What one interviewer writes, alone and sealed: notes and evidence as a draft, then ratings, then the first vote.

A draft and a submitted feedback are different things: the draft changes with every key, the feedback never.
`policy` holds the seal; every page, count and file that could tell something asks it.
"""
