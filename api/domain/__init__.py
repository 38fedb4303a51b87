"""The hub's rules: who may do what, and what a page says, as pure functions of what is known."""
