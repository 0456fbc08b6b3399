"""Sign-in through an OpenID Connect provider: what is asked of it, and who its people are in the pool."""
