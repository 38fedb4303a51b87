"""What vendors' status pages say, beside what we saw ourselves."""
