"""The floor: the least that a Flask page doing the same reads can be, on the same rows in the same database.

A signed cookie, one user look-up a request, own SQL, one small template a page; no forms, no permissions, no styles. It
writes a row of read-audit where the product does, and commits as safely. A figure of the product divided by the floor's
says what the product's own code costs.
"""
