"""What `make reconcile` works with: the lists, what does not fit in them, and a second look at that."""
