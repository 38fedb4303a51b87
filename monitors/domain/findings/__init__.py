"""What somebody may want to act on in a unit's use of platforms: rules of their own, one module each kind.

A finding is the start of a conversation with a unit, never a verdict on people; personal use is none.
"""
