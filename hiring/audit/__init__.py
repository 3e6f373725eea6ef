"""The append-only record of acts: who did what to which thing, chained by hash, in the transaction of the act itself.

An entry holds ids, names of fields and salted commitments, never a person's text. It is written at the very end of a
transaction, so that the chain is locked for a moment only.
"""
