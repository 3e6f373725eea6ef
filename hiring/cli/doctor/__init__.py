"""`hiring doctor`: says in plain words what is unsafe in this installation, why it matters, and what to do.

A *check* is a small function that yields findings. To add one, write it in the module of its kind and name it in that
module's list.
"""

from hiring.cli.doctor.command import doctor

__all__ = ["doctor"]
