"""The judge: pure rules over evidence, and what they find."""
