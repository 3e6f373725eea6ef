"""People of the organisation: their roles and certificates with dates, whom they report to, and how they sign in.

A session lives in the database, so ending it, deactivating a person or withdrawing a role works at the next request.
"""
