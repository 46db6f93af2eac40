"""The Mesa lane: agents that hold their state, explain their decisions, and can be subclassed."""
