"""The database: typed base, column types, one session a request, one commit hook, guards and migrations."""
