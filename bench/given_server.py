"""`python -m bench.given_server FOLDER PORT`: another floor's app under the same web server, with one thread."""

import sys
from importlib import import_module

import waitress

if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    waitress.serve(import_module("app").app, host="127.0.0.1", port=int(sys.argv[2]), threads=1, ident=None)
