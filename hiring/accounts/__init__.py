"""People of the organisation: their roles and certificates with dates, whom they report to, and how they sign in.

A session lives in the database, so ending it, deactivating a person or withdrawing a role works at the next request.
Between a right password and the code of a second factor there is only half a sign-in (`halfway`), which opens nothing but
the second step. Whoever must have a second factor and has none is an actor with `enrol_due`, led to it by `identity`.
"""
