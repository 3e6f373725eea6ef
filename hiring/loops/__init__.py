"""All interviews of one application: planned against the opening's rules, proved complete, released and frozen.

After release the plan changes only by amendments with a reason, and the proof is made again.
"""
