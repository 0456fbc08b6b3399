"""What the user pools hold, in SQLite: one repository for each kind of thing."""
