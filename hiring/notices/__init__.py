"""Mail that leaves the house: an outbox written in the transaction of the act, and a sender that tries until it is gone.

Without a mail server nothing is lost: administrators see each notice with its link to copy.
"""
