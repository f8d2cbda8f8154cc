"""The triage screen: the queue, one handoff, and every step by a key."""
