from hiring.debriefs.terms import Phase, Result
from hiring.debriefs.queries import records
from tests.factories.debriefs import brought_to


def test_all(session):
    scene, debrief = brought_to(Phase.CLOSED)
    session.commit()
    assert records.decision(scene.loop.id).result is Result.HIRE
