"""From rows to what the pages of a debrief say: the room and its phases, the grid, the topics with their evidence."""
