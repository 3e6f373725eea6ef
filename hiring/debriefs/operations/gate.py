"""Opening a debrief: excusing the absent, and the gate (invariant 8)."""

from hiring.accounts.actor import Actor
from hiring.accounts.queries import recipients
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.core.clock import now
from hiring.core.errors import Missing
from hiring.core.text import say
from hiring.db.session import db
from hiring.debriefs import policy, queries, rules
from hiring.debriefs.models import Debrief, Member
from hiring.debriefs.rules import Place
from hiring.loops.models import Interview, Loop
from hiring.loops.terms import InterviewStatus, LoopStatus
from hiring.notices.operations import post
from hiring.notices.terms import NoticeKind
