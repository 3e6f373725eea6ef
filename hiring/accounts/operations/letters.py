"""Mails about accounts: to whom they go, and that the way of signing in was changed."""

from hiring.accounts.models import Person
from hiring.core.ids import new_id
from hiring.core.text import Sentence, say
from hiring.notices.operations import Recipient, post
from hiring.notices.terms import NoticeKind


def recipient(person: Person) -> Recipient:
    """A person as somebody who gets mail."""
    return Recipient(person.id, person.email, person.name, str(person.locale))


def tell_of_change(person: Person, what: Sentence) -> None:
    """Tell a person that the way in which they sign in was changed, since it may not have been them."""
    lines = [what, say("If this was not you, ask for a new password on the sign-in page and tell your administrator.")]
    post(NoticeKind.SECURITY, recipient(person), subject=say("The way you sign in was changed"), lines=lines, path="/profile", once=f"security:{person.id}:{new_id()}")
