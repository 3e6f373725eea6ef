"""Triggers that hold a rule in the database itself, written once for SQLite and once for PostgreSQL."""

from sqlalchemy import DDL, ExecutableDDLElement, Table, event

GUARDS: dict[str, "Guard"] = {}


class Guard:
    """A trigger on a table: `when` is the SQL condition (over OLD and NEW) in which the act is refused."""

    def __init__(self, name: str, table: str, act: str, when: str, says: str) -> None:
        self.name, self.table, self.act, self.when, self.says = name, table, act, when, says

    def sqlite(self) -> list[str]:
        """Statements that create it on SQLite."""
        head = f"CREATE TRIGGER {self.name} BEFORE {self.act} ON {self.table} FOR EACH ROW"
        return [f"{head} WHEN {self.when} BEGIN SELECT RAISE(ABORT, '{self.says}'); END"]

    def postgresql(self) -> list[str]:
        """Statements that create it on PostgreSQL: a function asks the condition, since WHEN may hold no query there, and sees past the locks."""
        refuse = f"RAISE EXCEPTION '{self.says}' USING ERRCODE = 'integrity_constraint_violation'"
        sight = "SECURITY DEFINER SET search_path = public, pg_temp"
        body = f"BEGIN IF ({self.when}) THEN {refuse}; END IF; RETURN {'OLD' if self.act == 'DELETE' else 'NEW'}; END"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql {sight} AS $guard$ {body} $guard$",
            f"CREATE TRIGGER {self.name} BEFORE {self.act} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]


def guard(table: Table, rule: str, act: str, when: str, says: str) -> None:
    """Declare a trigger beside its table; it is made whenever the table is made."""
    made = Guard(f"guard_{table.name}_{rule}", table.name, act, when, says)
    GUARDS[made.name] = made
    for dialect, statements in (("sqlite", made.sqlite()), ("postgresql", made.postgresql())):
        for statement in statements:
            along(table, "after_create", dialect, statement)
    along(table, "after_drop", "postgresql", f"DROP FUNCTION IF EXISTS {made.name}()")


def append_only(table: Table) -> None:
    """Rows of this table are never changed and never deleted, one by one or all at once."""
    guard(table, "no_update", "UPDATE", "1 = 1", f"{table.name} is append-only")
    guard(table, "no_delete", "DELETE", "1 = 1", f"{table.name} is append-only")
    name = f"guard_{table.name}_no_delete"
    along(table, "after_create", "postgresql", f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table.name} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")


def along(table: Table, moment: str, dialect: str, statement: str) -> None:
    """Run a statement on one kind of database when the tables are made or dropped."""
    made: ExecutableDDLElement = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy left DDL untyped
    event.listen(table.metadata, moment, made.execute_if(dialect=dialect))
