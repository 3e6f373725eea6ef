"""What every form of ours says in the library's own words: in the reader's language."""

import pytest
from wtforms import SelectField

from hiring.web.forms import Form, choice


class Chosen(Form):
    kind = SelectField("Kind", choices=lambda: [choice("a", "A")])


@pytest.mark.parametrize(("language", "word"), [("en", "Not a valid choice."), ("ja", "選択肢が正しくありません。")])
def test_a_refusal_of_the_library_is_in_the_readers_language(bare_app, language, word):
    with bare_app.test_request_context(f"/sign-in?lang={language}", method="POST", data={"kind": "z"}):
        form = Chosen(meta={"csrf": False})
        assert not form.validate()
        assert form.kind.errors == [word]
