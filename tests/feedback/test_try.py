from hiring.feedback import queries
from tests.factories.accounts import actor
from tests.factories.feedback import make_feedback, make_stage
def test_try(session):
    s = make_stage(2)
    f = make_feedback(s.interviews[0])
    session.commit()
    a, b = (actor(p) for p in s.panel)
    assert [x.id for x in queries.readable(a, s.loop.id)] == [f.id]
    assert queries.readable(b, s.loop.id) == []
    g = make_feedback(s.interviews[1])
    session.commit()
    assert len(queries.readable(b, s.loop.id)) == 2
    print(queries.standing(b, s.loop.id))
    assert queries.all_in(s.loop.id)
    assert queries.content_of(queries.sealed_of(s.interviews[0].id)).commitment(f.salt) == f.commitment
