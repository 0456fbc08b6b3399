ALTER TABLE sign_ins ADD COLUMN resource TEXT NOT NULL DEFAULT '';

-- who signs in through an identity provider: what the provider says of them, and the pool's user that they are
CREATE TABLE provider_identities (
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    provider TEXT NOT NULL,
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    created REAL NOT NULL,
    PRIMARY KEY (pool_id, provider, attribute, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_identities_of_user ON provider_identities (user_id);
