"""Prints which of two modules an import of boto3 brings along where botocore is kept from pyOpenSSL."""

import sys

from cognito_emulator.without_pyopenssl import keep_pyopenssl_from_botocore

keep_pyopenssl_from_botocore()

import boto3  # noqa: E402

assert boto3
print(*({"botocore.httpsession", "OpenSSL"} & sys.modules.keys()))
