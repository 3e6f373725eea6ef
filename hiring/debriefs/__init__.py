"""The debrief: read in silence, vote again unseen, reveal, discuss the widest gaps first, decide with two keys.

Phases only go forward. First and final votes stand side by side for good; no formula decides.
"""
