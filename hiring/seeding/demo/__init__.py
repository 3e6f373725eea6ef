"""A believable organisation to try everything on: months of history, told act by act through the operations that people use.

Each opening, candidate and interview is a *story*: a generator that names the moment of its next act and then does it.
The *clockwork* plays all of them in the order of time with the clock held at each moment, so that every rule, every mail
and every entry of the log is as it would have been. What people are, have and write stands in `seeds/demo/`.
"""

from hiring.seeding.demo.folder import Built, build, opened
from hiring.seeding.demo.personas import Account, offer_personas

__all__ = ["Account", "Built", "build", "offer_personas", "opened"]
