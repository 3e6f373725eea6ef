"""The evidence coach: reads what an interviewer wrote and says what a reader in the debrief will miss.

It knows fixed rules and word lists in `seeds/coach/`, scores nobody, sends nothing anywhere and forbids nothing.
"""
