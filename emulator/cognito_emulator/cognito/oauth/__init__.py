"""The OAuth 2.0 endpoints of a pool's domain."""
