"""Pure decisions of a debrief over plain values; no function in here turns votes or ratings into a result."""
