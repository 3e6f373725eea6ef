"""The same story over HTTP: the real forms, posted by signed-in people; 303 when the model allows it, else 404, 409 or 422.

What does not exist for somebody cannot be acted on either: the pages ask for sight before the operations ask for more.
"""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from hiring.debriefs.terms import KeyAnswer, VerdictValue
from hiring.feedback.body import rating_field, reason_field, story_field
from hiring.loops.terms import InterviewStatus, LoopStatus
from tests.machines.acts import REASONS, Acts, appointment, staged
from tests.machines.model import Member, Talk
from tests.machines.test_operations import STAGES, OperationsMachine, answers, people, votes

REFUSED = (404, 409, 422)


class Posts(Acts):
    """The acts as forms."""

    def enter(self):
        """Requests bring their own contexts."""

    def leave(self):
        """They also close them."""

    def exists(self, actor):
        """Whether the loop exists for somebody; whoever works beside it knows it too."""
        model = self.model
        seated = model.seat_of(actor) is not None or actor in model.holders.values()
        return seated or actor in ("manager", "recruiter", "stranger", "liam", "mate", "core", "admin", "elena")

    def post(self, allowed, actor, path, **fields):
        client, token = self.house.browsers[actor]
        with self.house.at(self.model):
            answer = client.post(path, data={"csrf_token": token, **fields})
        assert answer.status_code in ((303,) if allowed else REFUSED), (path, answer.status_code, allowed)
        if allowed:
            assert "/sign-in" not in answer.headers["Location"]
        return allowed

    def inside(self, actor, allowed):
        """Whether an act in the room of a debrief comes through: only for those who may read it."""
        return bool(allowed and self.exists(actor) and self.model.may_read_loop(actor))

    @property
    def path(self):
        return f"/loops/{self.house.loop}"

    def version(self, table, number):
        return self.house.ask(f"SELECT version FROM {table} WHERE id = {number}")[0][0]

    def of_talk(self, talk, act):
        return f"{self.path}/interviews/{talk.id}/{act}"

    def when(self, hour, prefix):
        meeting = appointment(hour)
        values = {"start": meeting.start.strftime("%Y-%m-%dT%H:%M"), "zone": meeting.zone, "minutes": "60", "place": meeting.place, "link": ""}
        return {f"{prefix}-{name}": value for name, value in values.items()}

    def write(self, actor, talk, kind):
        fields = {"version": str(talk.version), "notes": ""}
        for principle, answer in self.house.body(talk, kind).answers.items():
            fields |= {story_field(principle, 0, part): text for part, text in answer.stories[0].parts().items()}
            fields |= {rating_field(principle): answer.rating or "", reason_field(principle): answer.reason}
        if self.post(self.model.may_write(actor, talk), actor, f"/interviews/{talk.id}/draft", **fields):
            talk.draft, talk.version = kind, self.house.ask(f"SELECT version FROM draft WHERE interview_id = {talk.id}")[0][0]

    def seal(self, actor, talk, vote):
        fields = {"vote": vote.value, "strongest_for": REASONS.strongest_for, "strongest_against": REASONS.strongest_against, "version": str(talk.version)}
        if self.post(self.model.may_seal(actor, talk, vote), actor, f"/interviews/{talk.id}/feedback/vote", **fields):
            talk.vote = vote

    def move(self, actor, talk, hour):
        fields = {**self.when(hour, "move"), "move-version": str(self.version("interview", talk.id))}
        if self.post(self.model.may_move(actor, talk, hour), actor, self.of_talk(talk, "move"), **fields):
            talk.hour = hour

    def cancel(self, actor, talk, reason):
        fields = {"cancel-reason": reason, "cancel-version": str(self.version("interview", talk.id))}
        if self.post(bool(reason) and self.model.may_cancel(actor, talk), actor, self.of_talk(talk, "cancel"), **fields):
            talk.status = InterviewStatus.CANCELLED

    def newest(self, person):
        chosen = f"SELECT max(id) FROM interview WHERE status = 'planned' AND interviewer_id = {self.person(person)}"
        return self.house.ask(chosen)[0][0]

    def replace(self, actor, talk, person, reason):
        allowed = bool(reason) and self.model.may_replace(actor, talk, person)
        fields = {"replace-person_id": str(self.person(person)), "replace-reason": reason, "replace-version": str(self.version("interview", talk.id))}
        if self.post(allowed, actor, self.of_talk(talk, "replace"), **fields):
            self.model.replace(talk, person, self.newest(person))

    def add(self, actor, person, seat, hour, covers, reason="One more."):
        new = Talk(0, person, self.model.natural(person, seat), hour, covers)
        wanted = [str(self.house.principles[key]) for key in covers]
        fields = {**self.when(hour, "add"), "add-person_id": str(self.person(person)), "add-seat": seat.value, "add-principles": wanted, "add-reason": reason}
        if self.post(self.model.may_add(actor, new), actor, f"{self.path}/interviews", **fields):
            new.id = self.newest(person)
            self.model.talks.append(new)

    def miss(self, actor, talk):
        if self.post(self.model.may_miss(actor, talk), actor, self.of_talk(talk, "not-held"), not_held="technical", note=""):
            talk.status = InterviewStatus.NOT_HELD

    def cancel_loop(self, actor, reason):
        allowed = bool(reason) and self.model.may_cancel_loop(actor)
        if self.post(allowed, actor, f"{self.path}/cancel", reason=reason, version=str(self.version("loop", self.house.loop))):
            self.model.cancel_loop()

    def hand_on(self, actor, key, person, reason):
        allowed = bool(reason) and self.model.may_hand_on(actor, key, person)
        if self.post(allowed, actor, f"{self.path}/successor", kind=key.value, person_id=str(self.person(person)), reason=reason):
            self.model.holders[key] = person

    def read(self, actor):
        """The page of all feedback: there for whoever may read some of it, and then on record."""
        client, _ = self.house.browsers[actor]
        seen = self.model.readable(actor)
        with self.house.at(self.model):
            answer = client.get(f"{self.path}/feedback")
        assert answer.status_code == (200 if seen or self.model.may_read_loop(actor) else 404)

    def excuse_absentee(self, actor, person, reason):
        allowed = bool(reason) and self.exists(actor) and self.model.may_excuse_absentee(actor, person)
        fields = {"excuse-person_id": str(self.person(person)), "excuse-reason": reason}
        if self.post(allowed, actor, f"{self.path}/debrief/excuse-absentee", **fields):
            self.model.seat_of(person).excused = True

    def open_debrief(self, actor):
        if self.post(self.exists(actor) and self.model.may_open(actor), actor, f"{self.path}/debrief/open"):
            self.model.open()

    def confirm(self, actor):
        if self.post(self.inside(actor, self.model.may_confirm(actor)), actor, f"{self.path}/debrief/confirm"):
            self.model.members.setdefault(actor, Member(False)).confirmed = True

    def vote(self, actor, vote, reason):
        fields = {"vote-vote": vote.value, "vote-reason": reason}
        if self.post(self.inside(actor, self.model.may_vote(actor, vote, reason)), actor, f"{self.path}/debrief/vote", **fields):
            self.model.finals[actor] = vote

    def excuse_voter(self, actor, person, reason):
        allowed = self.inside(actor, bool(reason) and self.model.may_excuse_voter(actor, person))
        fields = {"excuse-person_id": str(self.person(person)), "excuse-reason": reason}
        if self.post(allowed, actor, f"{self.path}/debrief/excuse-voter", **fields):
            self.model.members[person].excused = True

    def go_to(self, actor, wanted):
        if self.post(self.inside(actor, self.model.may_go_to(actor, wanted)), actor, f"{self.path}/debrief/steps/{wanted.value}"):
            self.model.phase = wanted

    def find(self, actor, principle, value, cites):
        evidence, number = self.house.evidence(), self.house.principles[principle]
        cited = frozenset(evidence[each % len(evidence)] if each >= 0 and evidence else 1 for each in cites)
        version = self.house.ask(f"SELECT coalesce(max(version), 0) FROM verdict WHERE principle_id = {number}")[0][0]
        allowed = self.inside(actor, self.model.may_find(actor, principle, value, cited, set(evidence)))
        fields = {"verdict-value": value.value, "verdict-evidence": [str(each) for each in sorted(cited)], "verdict-reason": "Seen twice.", "verdict-version": str(version)}
        if self.post(allowed, actor, f"{self.path}/debrief/verdicts/{number}", **fields):
            self.model.verdicts[principle] = (VerdictValue(value), cited)

    def turn(self, actor, key, answer, reason):
        allowed = self.inside(actor, self.model.may_turn(actor, key, answer, reason))
        fields = {"key-answer": answer.value, "key-reason": reason}
        if self.post(allowed, actor, f"{self.path}/debrief/keys/{key.value}", **fields):
            self.model.keys[key] = (actor, answer)

    def decide(self, actor, reason):
        allowed = self.inside(actor, bool(reason) and self.model.may_decide(actor, reason))
        if self.post(allowed, actor, f"{self.path}/debrief/decision", **{"decision-reason": reason, "decision-bar": "yes"}):
            self.model.decide(reason)

    def catch_up(self):
        """Pages record who read what; the model takes note of it, as long as it was there to be read."""
        names = self.house.names
        for reader, author in self.house.ask("SELECT r.person_id, f.author_id FROM feedback_read r JOIN feedback f ON f.id = r.feedback_id"):
            assert names[author] in self.model.readable(names[reader]) or self.model.status is not LoopStatus.RELEASED
            self.model.read.setdefault(names[reader], set()).add(names[author])


class HttpMachine(Posts, OperationsMachine):
    """The same random acts, posted."""

    @initialize(stage=st.sampled_from(STAGES), vote=votes, steps=st.integers(0, 8))
    def begin(self, stage, vote, steps):
        """Somewhere on the way: few runs, so that each begins where it matters."""
        staged()
        self.start(stage)
        self.go_on(vote, KeyAnswer.YES, steps)

    @rule(vote=votes, answer=answers, times=st.integers(1, 4))
    def the_room_goes_on(self, vote, answer, times):
        """Twice as likely as any other act."""
        self.go_on(vote, answer, times)

    @rule(person=people)
    def somebody_looks(self, person):
        """The page of the debrief, in whatever state."""
        client, _ = self.house.browsers[person]
        with self.house.at(self.model):
            answer = client.get(f"{self.path}/debrief")
        assert answer.status_code == (200 if self.exists(person) else 404)

    def by_name(self):
        with self.house.app.app_context():
            super().by_name()


TestHttp = HttpMachine.TestCase
TestHttp.settings = settings(max_examples=20, stateful_step_count=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
