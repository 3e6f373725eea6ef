"""Somebody on a host who begins to write into the record, holds its lock as every act does at its end, and never comes back."""

import os
import sys

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from hiring.db.session import database_address
from hiring.db.turns import Alone, go_alone

if __name__ == "__main__":
    with Session(create_engine(database_address(os.environ["DATABASE_URL"]))) as session:
        go_alone(session, Alone.RECORD)
        sys.stdout.write("held\n")
        sys.stdout.flush()
        sys.stdin.read()
