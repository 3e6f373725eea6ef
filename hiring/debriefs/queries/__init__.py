"""Reading debriefs: rooms held against others who act, votes under their seal, and what was put on record."""
