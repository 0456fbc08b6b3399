-- requests of the last hour for operations that have a quota, by user name or by a name that is nobody's
CREATE TABLE requests (
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    username TEXT NOT NULL,
    operation TEXT NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE INDEX requests_of_user ON requests (pool_id, username, operation, at);
CREATE INDEX requests_by_time ON requests (at);

-- codes that nobody was sent, for names that are nobody's: until then a guess is as wrong as with somebody's
CREATE TABLE simulated_codes (
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    ends REAL NOT NULL,
    PRIMARY KEY (pool_id, name, purpose)
) STRICT, WITHOUT ROWID;

-- the passwords that somebody had before, as users has the one of today
CREATE TABLE former_passwords (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    password BLOB NOT NULL
) STRICT;
CREATE INDEX former_passwords_of_user ON former_passwords (user_id, id);

-- what a pool with threat protection has noted of somebody's sign-ups, sign-ins and resets
CREATE TABLE auth_events (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX auth_events_of_user ON auth_events (user_id, number);

-- content is UserImportJobType; csv, what was uploaded
CREATE TABLE user_import_jobs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
    content TEXT NOT NULL,
    upload_token TEXT NOT NULL,
    csv BLOB
) STRICT;
CREATE INDEX user_import_jobs_of_pool ON user_import_jobs (pool_id, number);
