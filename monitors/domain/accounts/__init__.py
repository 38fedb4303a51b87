"""The organisation's own accounts on platforms: who looks after them, who is answered, what befalls them."""
