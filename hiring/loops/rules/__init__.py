"""Pure decisions of a loop: who may sit where, what a plan lacks, and what may still change."""
