"""The conformance suite put to our engine and its peers."""
