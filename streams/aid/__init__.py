"""Mutual aid between organisations: keys, and the exchange of signed words by HTTPS or a shared topic."""
