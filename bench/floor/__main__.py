"""`python -m bench.floor PORT THREADS`: the floor under the product's own web server."""

import sys

import waitress

from bench.floor import writes
from bench.floor.app import app, database

if __name__ == "__main__":
    database.prepare()
    server = waitress.create_server(writes.app, host="127.0.0.1", port=int(sys.argv[1]), threads=int(sys.argv[2]), ident=None)
    print(f"Serving {app.name}", file=sys.stderr, flush=True)
    server.run()
