"""Tables of people, roles, sessions, second factors, one-time links, failed tries and the organisation itself."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hiring.accounts.terms import LinkPurpose, Locale, Role, SecondFactorFor
from hiring.core.text import Words
from hiring.db.base import Base, Id, Line, Made, Short, may_refer_to, refers_to


class Organisation(Base):
    """The one organisation of this installation."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("id = 1", "only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[Words]
    zone: Mapped[Short]
    second_factor_for: Mapped[SecondFactorFor] = mapped_column(default=SecondFactorFor.NOBODY, server_default=SecondFactorFor.NOBODY.value)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Person(Base, Made):
    """Somebody of the organisation; the reporting line is a tree of managers."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 12", "level_in_range"),
        CheckConstraint("manager_id <> id", "not_own_manager"),
        Index("ix_person_name_key", "name_key"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Line]
    name_ja: Mapped[Line] = mapped_column(default="")
    name_key: Mapped[str] = mapped_column(String(600))
    title: Mapped[Line] = mapped_column(default="")
    level: Mapped[int]
    manager_id: Mapped[int | None] = may_refer_to("person.id")
    locale: Mapped[Locale] = mapped_column(default=Locale.EN)
    zone: Mapped[Short] = mapped_column(default="UTC")
    password_hash: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    second_factor_since: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    roles: Mapped[list["RoleGrant"]] = relationship(back_populates="person", lazy="raise_on_sql", foreign_keys="RoleGrant.person_id", order_by="RoleGrant.starts_on")

    __mapper_args__ = {"version_id_col": version}


class RoleGrant(Base, Made):
    """A role or certificate of a person, from a day on, until it ends or is withdrawn."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", "ends_after_start"),
        Index("uq_role_grant_standing", "person_id", "role", unique=True, sqlite_where=text("withdrawn_at IS NULL"), postgresql_where=text("withdrawn_at IS NULL")),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = refers_to("person.id")
    role: Mapped[Role]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    granted_by: Mapped[int | None] = may_refer_to("person.id", index=False)

    person: Mapped[Person] = relationship(back_populates="roles", lazy="raise_on_sql", foreign_keys=[person_id])


class SignIn(Base, Made):
    """A session on the server; the cookie carries its token, the table only a hash of it."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    person_id: Mapped[int] = refers_to("person.id")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[Line] = mapped_column(default="")


class HalfSignIn(Base, Made):
    """A sign-in whose password was right and whose second step is still to come; it opens nothing but that step."""

    __tablename__ = "half_sign_in"

    id: Mapped[Id]
    person_id: Mapped[int] = refers_to("person.id")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SecondFactor(Base, Made):
    """The secret that a person shares with an app, sealed with the key of the installation, and the last step of time it was used in."""

    __tablename__ = "second_factor"

    id: Mapped[Id]
    person_id: Mapped[int] = refers_to("person.id", unique=True)
    sealed: Mapped[str]
    last_step: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base, Made):
    """A code for the day on which the app is lost, good once; the table keeps only a hash of it."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)

    id: Mapped[Id]
    person_id: Mapped[int] = refers_to("person.id", index=False)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Passkey(Base, Made):
    """The public half of a key that lies in a device of a person, and how often the device says it was used."""

    __tablename__ = "passkey"

    id: Mapped[Id]
    person_id: Mapped[int] = refers_to("person.id")
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    uses: Mapped[int] = mapped_column(default=0)
    label: Mapped[Line] = mapped_column(default="")
    used_at: Mapped[datetime | None]


class OneTimeLink(Base, Made):
    """An invitation or reset, valid once and for a limited time; the address carries the token, the table a hash."""

    __tablename__ = "one_time_link"

    id: Mapped[Id]
    person_id: Mapped[int] = refers_to("person.id")
    purpose: Mapped[LinkPurpose]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FailedTry(Base):
    """A sign-in that failed, by account and origin, both hashed; shared by all workers."""

    __tablename__ = "failed_try"
    __table_args__ = (UniqueConstraint("bucket"),)

    id: Mapped[Id]
    bucket: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=0)
