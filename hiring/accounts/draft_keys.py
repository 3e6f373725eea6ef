"""The key that locks a person's unsaved text in their browser.

It is made from the key of the installation and the person's id, and nothing else: the same after every sign-in, so that text
survives a killed browser, an expired session and a new password, which is often set on just that day. It opens nothing but copies
that lie on a disk of this person for some days, and whoever holds a session reads the same words on the page; so it is not renewed
when a session is ended elsewhere, which would only cost the writer their text. A new key of the installation renews it for everybody.
"""

import base64

from flask import current_app

from hiring.core.keys import derived_key


def draft_key(person_id: int) -> str:
    """256 bits for one person, as text."""
    return base64.b64encode(derived_key(current_app.config["SECRET_KEY"], f"hiring browser copy {person_id}")).decode()
