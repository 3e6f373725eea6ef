"""What can be done with questions; `actor=None` is the installation itself, loading its seeds."""

from hiring.questions.operations.care import activate, bring_back, leak, retire, send, send_back
from hiring.questions.operations.uses import decided, released
from hiring.questions.operations.writing import add, change

__all__ = ["activate", "add", "bring_back", "change", "decided", "leak", "released", "retire", "send", "send_back"]
