"""The bank of behavioural and functional questions, each with probes along STAR, by principle and track.

A row is one edition of a question: its words stay as they are once interviewers may ask it, so that a released loop keeps what it
was released with. To change it is to propose its next edition, which somebody else reviews; `root_id` ties the editions together.

A question belongs to a principle by its key, so it serves every version of a set that has that key.
"""
