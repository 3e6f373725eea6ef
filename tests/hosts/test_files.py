"""Files lie in the store that all hosts share: what came in through one server goes out through the other."""

import re

from sqlalchemy import select

from hiring.candidates.models import Resume, ResumeText
from hiring.candidates.terms import TextStatus
from tests.candidates.hostile import text_pdf
from tests.waiting import until

WORDS = "Sakura kept three ferries running through the storm"
EVERY_BYTE = bytes(range(256)) * 200
CONTENT = text_pdf(WORDS).replace(b"trailer", b"6 0 obj<</Length %d>>stream\n" % len(EVERY_BYTE) + EVERY_BYTE + b"\nendstream endobj\ntrailer")


def test_a_resume_goes_in_here_and_out_there_and_is_read_on_a_third_host(site, workers):
    first, second = site.servers
    candidate = site.world.candidates["writer0-0"]
    recruiter = site.signed_in("recruiter", first)
    assert recruiter.upload(first, f"/candidates/{candidate}/resumes", "resume", "cv.pdf", CONTENT).status == 303
    page = recruiter.get(second, f"/candidates/{candidate}").page
    path = re.search(rf"/candidates/{candidate}/resumes/\d+", page)[0]
    for server in (second, first):
        answer = recruiter.get(server, path)
        assert (answer.status, answer.content == CONTENT) == (200, True)
    here = {file.name for file in (site.folder / "web1").rglob("*") if file.is_file() and b"%PDF" in file.read_bytes()}
    assert here == set() and not (site.folder / "web1" / "files").exists()
    until(lambda: site.stored(select(ResumeText.status)) == [TextStatus.READ])
    assert WORDS in site.stored(select(ResumeText.text))[0]
    assert len(site.stored(select(Resume.id))) == 1
