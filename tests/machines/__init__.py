"""State machines: random people try legal and illegal acts, and a plain model says which of them must come through."""
