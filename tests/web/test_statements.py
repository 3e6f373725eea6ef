"""What a statement says by itself: the states it asks for, which an index may be made for; whatever came from outside is handed over."""

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite

from hiring.loops.models import Loop
from hiring.loops.terms import LoopStatus


def said(statement: Select[int]) -> tuple[str, list[object]]:
    compiled = statement.compile(dialect=sqlite.dialect())
    return str(compiled).partition("WHERE ")[2], list(compiled.params.values())


def test_a_state_stands_in_the_statement():
    assert said(select(Loop.id).where(Loop.status == LoopStatus.DEBRIEF)) == ("loop.status = 'debrief'", [])
    assert said(select(Loop.id).where(Loop.status != LoopStatus.PLANNING)) == ("loop.status != 'planning'", [])
    compiled = select(Loop.id).where(Loop.status == LoopStatus.DEBRIEF).compile(dialect=postgresql.dialect())
    assert str(compiled).endswith("loop.status = 'debrief'")


def test_several_states_stand_in_one_order_whatever_held_them():
    in_order = ("loop.status IN ('planning', 'released')", [])
    for several in ([LoopStatus.PLANNING, LoopStatus.RELEASED], (LoopStatus.PLANNING, LoopStatus.RELEASED), {LoopStatus.RELEASED, LoopStatus.PLANNING}):
        assert said(select(Loop.id).where(Loop.status.in_(several))) == in_order
    assert said(select(Loop.id).where(Loop.status.not_in(frozenset({LoopStatus.RELEASED, LoopStatus.PLANNING}))))[0] == "(loop.status NOT IN ('planning', 'released'))"


def test_plain_text_and_nothing_are_handed_over_as_before():
    words, values = said(select(Loop.id).where(Loop.status == "planning' OR 1 = 1"))
    assert "OR" not in words
    assert values == ["planning' OR 1 = 1"]
    assert said(select(Loop.id).where(Loop.status.is_(None)))[0] == "loop.status IS NULL"
    assert said(select(Loop.id).where(Loop.status.in_([])))[0].startswith("loop.status IN (")
