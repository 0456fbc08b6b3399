"""Rules that look at values alone."""
