"""What we changed of our own: a filter, a certificate, a firewall. It may be why something broke."""
