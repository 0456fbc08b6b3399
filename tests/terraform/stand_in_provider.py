"""A provider that says where it is to be reached, as one in debug mode does, and does nothing else."""

from __future__ import annotations

from pathlib import Path

REGISTRY = "registry.terraform.io"
STAND_IN = """#!/usr/bin/env python3
import os, signal
signal.signal(signal.SIGINT, lambda *_: os._exit(0))
print("Provider started, to attach Terraform set the TF_REATTACH_PROVIDERS env var:")
addresses = '{"registry.terraform.io/hashicorp/aws": {"Pid": %d}}' % os.getpid()
print("\\tTF_REATTACH_PROVIDERS='%s'" % addresses, flush=True)
while True:
    signal.pause()
"""


def install_provider(directory: Path, script: str = STAND_IN, host: str = REGISTRY) -> None:
    """Leave the script in the directory where `terraform init` leaves the AWS provider of this registry."""
    place = directory / ".terraform" / "providers" / host / "hashicorp" / "aws" / "6.0.0" / "linux_amd64"
    place.mkdir(parents=True)
    provider = place / "terraform-provider-aws_v6.0.0_x5"
    provider.write_text(script)
    provider.chmod(0o755)
