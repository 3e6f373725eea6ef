"""The base that every table inherits, and the columns that tables share."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy
from sqlalchemy import JSON, CheckConstraint, ColumnElement, Date, ForeignKey, MetaData, String, Table, Text, literal_column
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.sql.operators import OperatorType

from hiring.core.clock import now
from hiring.core.ids import new_id
from hiring.core.text import Words
from hiring.db.types import BigId, Instant, ManyWords, TwoLanguages, WallTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[int, mapped_column(BigId, primary_key=True, default=new_id, autoincrement=False)]
Wall = Annotated[datetime, mapped_column(WallTime())]
Line = Annotated[str, mapped_column(String(300))]
Short = Annotated[str, mapped_column(String(64))]

_CHECKED_LENGTH = 32


def _values(kind: type[StrEnum]) -> list[str]:
    """Enums are stored by value, not by name."""
    return [member.value for member in kind]


def _spelt(value: Any) -> Any:
    """Members of an enum as they stand in SQL."""
    if isinstance(value, StrEnum):
        return literal_column(f"'{value.value}'")
    if isinstance(value, (list, tuple, set, frozenset)) and value and all(isinstance(each, StrEnum) for each in value):
        return [_spelt(each) for each in (value if isinstance(value, (list, tuple)) else sorted(value))]
    return value


class Spelt(sqlalchemy.Enum.Comparator):
    """Writes members of an enum into a statement instead of handing them over with it.

    An index over some states only serves a plan that knows the state; SQLite plans such a statement anew each time that the
    state is handed over, which takes longer than running it.
    """

    __slots__ = ()

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        """The same comparison with the words in it."""
        return super().operate(op, *map(_spelt, other), **kwargs)


class Base(DeclarativeBase):
    """A table of the project: ids that say nothing, moments in UTC, enums as checked strings."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            int: BigId,
            str: Text(),
            date: Date(),
            datetime: Instant(),
            Words: TwoLanguages(),
            dict[str, object]: JSON(),
            list[str]: JSON(),
            list[Words]: ManyWords(),
            StrEnum: sqlalchemy.Enum(StrEnum, native_enum=False, length=_CHECKED_LENGTH, create_constraint=False, values_callable=_values),
        },
    )

    def __init_subclass__(cls, **more: Any) -> None:
        """Check every enum column by a constraint that bears the column's name."""
        super().__init_subclass__(**more)
        table = cls.__dict__.get("__table__")
        for column in tuple(table.columns) if isinstance(table, Table) else ():
            if not isinstance(table, Table) or not isinstance(column.type, sqlalchemy.Enum):
                continue
            column.type.comparator_factory = Spelt
            if column.type.length == _CHECKED_LENGTH:
                table.append_constraint(CheckConstraint(column.in_(column.type.enums), name=column.name))


class Made:
    """When a row was made."""

    created_at: Mapped[datetime] = mapped_column(default=now)


def refers_to(target: str, *, index: bool = True, unique: bool = False) -> "Mapped[int]":
    """A required foreign key to a row of this floor or one below."""
    return mapped_column(ForeignKey(target), index=index and not unique, unique=unique or None)


def may_refer_to(target: str, *, index: bool = True) -> "Mapped[int | None]":
    """An optional foreign key to a row of this floor or one below."""
    return mapped_column(ForeignKey(target), index=index)
