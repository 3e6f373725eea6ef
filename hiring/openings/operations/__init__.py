"""What can be done with openings: shaping one, its brief and sign-off, and its life."""

from hiring.openings.operations.brief import add_faq, ask_sign_off, send_back, sign_off, write_brief
from hiring.openings.operations.life import close, freeze, open_without_sign_off, reopen
from hiring.openings.operations.shaping import change, create, set_future_reports, set_process_default, set_requirements, set_rules, set_team

__all__ = [
    "add_faq",
    "ask_sign_off",
    "change",
    "close",
    "create",
    "freeze",
    "open_without_sign_off",
    "reopen",
    "send_back",
    "set_future_reports",
    "set_process_default",
    "set_requirements",
    "set_rules",
    "set_team",
    "sign_off",
    "write_brief",
]
