"""A code or password as a pool's sender function gets it: a message of the AWS Encryption SDK, in base64.

Sources: "Custom sender Lambda triggers" in the Cognito developer guide (a symmetric key of KMS, the
encryption context `userpool-id`); the algorithm suite is that of AWS's messages in public projects: 0x0378,
with a signature and without key commitment.
"""

from __future__ import annotations

import base64
from typing import Any

import aws_encryption_sdk
from aws_encryption_sdk.identifiers import AlgorithmSuite, CommitmentPolicy
from aws_encryption_sdk.key_providers.base import MasterKey, MasterKeyConfig
from aws_encryption_sdk.structures import DataKey, MasterKeyInfo

from cognito_emulator.aws.keys import generate_data_key

PROVIDER = "aws-kms"


def encrypted_code(secret: str, key_arn: str, pool_id: str) -> str:
    """Raises AwsError where KMS does not serve the key."""
    client = aws_encryption_sdk.EncryptionSDKClient(
        commitment_policy=CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT
    )
    message, _ = client.encrypt(
        source=secret.encode(),
        key_provider=_PoolKey(key_id=key_arn),
        encryption_context={"userpool-id": pool_id},
        algorithm=AlgorithmSuite.AES_256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384,
    )
    return base64.b64encode(message).decode()


class _PoolKeyConfig(MasterKeyConfig):  # type: ignore[misc]
    provider_id = PROVIDER


class _PoolKey(MasterKey):  # type: ignore[misc]
    """The SDK's own KMS key takes a client, which would sign its calls and send them here by the network."""

    provider_id = PROVIDER
    _config_class = _PoolKeyConfig

    def _generate_data_key(self, algorithm: Any, encryption_context: dict[str, str]) -> DataKey:
        made = generate_data_key(self.key_id.decode(), encryption_context, algorithm.kdf_input_len)
        info = MasterKeyInfo(provider_id=PROVIDER, key_info=made.key_arn)
        return DataKey(info, data_key=made.plaintext, encrypted_data_key=made.encrypted)

    def _encrypt_data_key(self, data_key: Any, algorithm: Any, encryption_context: Any) -> Any:
        raise NotImplementedError("One key makes the data key, and no other encrypts it.")

    def _decrypt_data_key(self, encrypted_data_key: Any, algorithm: Any, encryption_context: Any) -> Any:
        raise NotImplementedError("Whoever has the function decrypts, by KMS's API.")
