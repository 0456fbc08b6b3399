"""The OAuth 2.0 and OpenID Connect endpoints of a pool's domain, and a pool's published keys."""
