"""What people do in a debrief: opening it, reading and voting, finding verdicts, and deciding with two keys."""
