"""Keeping what was entrusted: backups of a running system, restores with proof, and the daily check of the record.

A backup is one file: the database and every uploaded file at one moment, with the checksum of each member. A restore goes
into an empty place only, and either everything in it was proved or nothing is left behind.
"""
