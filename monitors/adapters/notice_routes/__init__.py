"""The ways that notices take to people: one module each, all of `monitors.notice_routes.Route`."""
