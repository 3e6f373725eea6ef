"""Pages of sign-in, second factor, people and one's own profile."""

from hiring.accounts.views.people import bp as people
from hiring.accounts.views.profile import bp as profile
from hiring.accounts.views.second_factor import bp as second_factor
from hiring.accounts.views.sign_in import bp as sign_in

__all__ = ["people", "profile", "second_factor", "sign_in"]
