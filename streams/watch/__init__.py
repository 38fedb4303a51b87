"""What Holdfast looks at itself: vendors' status pages, and whether their hosts answer our own probes."""
