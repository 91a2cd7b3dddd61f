"""The composition root: settings, addresses, API root, command line. The only place that knows everyone."""
