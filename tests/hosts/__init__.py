"""An installation on several hosts: two web servers, two workers, a PostgreSQL cluster, a store of files and a mail server, each in a network namespace."""
