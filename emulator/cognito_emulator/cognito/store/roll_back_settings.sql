DELETE FROM main.user_pools WHERE id NOT IN (SELECT id FROM earlier.user_pools);

CREATE TEMP TABLE lost AS
    SELECT id FROM earlier.users WHERE pool_id NOT IN (SELECT id FROM main.user_pools);

INSERT OR IGNORE INTO main.user_pools SELECT * FROM earlier.user_pools;
UPDATE main.user_pools SET settings =
    (SELECT settings FROM earlier.user_pools AS e WHERE e.id = main.user_pools.id);

INSERT OR IGNORE INTO main.signing_keys SELECT * FROM earlier.signing_keys;

DELETE FROM main.app_clients WHERE id NOT IN (SELECT id FROM earlier.app_clients);
INSERT OR IGNORE INTO main.app_clients SELECT * FROM earlier.app_clients;
UPDATE main.app_clients SET settings =
    (SELECT settings FROM earlier.app_clients AS e WHERE e.id = main.app_clients.id);

DELETE FROM main.client_secrets WHERE id NOT IN (SELECT id FROM earlier.client_secrets);
INSERT OR IGNORE INTO main.client_secrets SELECT * FROM earlier.client_secrets;

DELETE FROM main.documents;
INSERT INTO main.documents SELECT * FROM earlier.documents;

CREATE TEMP TABLE lost_groups AS
    SELECT pool_id, name FROM earlier.groups WHERE (pool_id, name) NOT IN (SELECT pool_id, name FROM main.groups);

DELETE FROM main.groups WHERE (pool_id, name) NOT IN (SELECT pool_id, name FROM earlier.groups);
INSERT OR IGNORE INTO main.groups SELECT * FROM earlier.groups;
UPDATE main.groups SET settings =
    (SELECT settings FROM earlier.groups AS e
     WHERE (e.pool_id, e.name) = (main.groups.pool_id, main.groups.name));

INSERT OR IGNORE INTO main.users SELECT * FROM earlier.users WHERE id IN temp.lost;
INSERT OR IGNORE INTO main.user_attributes SELECT * FROM earlier.user_attributes WHERE user_id IN temp.lost;
INSERT OR IGNORE INTO main.sign_in_names SELECT * FROM earlier.sign_in_names WHERE user_id IN temp.lost;
INSERT OR IGNORE INTO main.provider_identities
    SELECT * FROM earlier.provider_identities WHERE user_id IN temp.lost;
INSERT OR IGNORE INTO main.group_members
    SELECT * FROM earlier.group_members
    WHERE (pool_id, group_name) IN temp.lost_groups AND user_id IN (SELECT id FROM main.users);
INSERT OR IGNORE INTO main.passkeys SELECT * FROM earlier.passkeys WHERE user_id IN temp.lost;
INSERT OR IGNORE INTO main.devices SELECT * FROM earlier.devices WHERE user_id IN temp.lost;
INSERT OR IGNORE INTO main.codes SELECT * FROM earlier.codes WHERE user_id IN temp.lost;
INSERT OR IGNORE INTO main.sign_ins SELECT * FROM earlier.sign_ins WHERE user_id IN temp.lost;

INSERT OR IGNORE INTO main.refresh_tokens
    SELECT * FROM earlier.refresh_tokens WHERE origin_jti IN (SELECT origin_jti FROM main.sign_ins);

DROP TABLE temp.lost;
DROP TABLE temp.lost_groups;
