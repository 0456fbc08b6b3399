#!/bin/bash
# Installs the compose plugin from Debian trixie, on whatever Debian this is: bookworm has only the old docker-compose.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "install_compose: 'docker compose' is missing: install Docker's compose plugin (docs.docker.com/compose/install)" >&2
    exit 1
fi
echo "install_compose: installing docker-compose from Debian trixie" >&2
apt-get update -qq
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/parts"
chmod 755 "$work" # apt downloads as a user of its own
echo "deb [signed-by=$keyring] $("$here/debian_mirror.sh") trixie main" > "$work/trixie.list"
trixie=(-o "Dir::Etc::SourceList=$work/trixie.list" -o "Dir::Etc::SourceParts=$work/parts"
    -o "Dir::Etc::PreferencesParts=$work/parts" -o "Dir::State::Lists=$work/lists")
apt-get "${trixie[@]}" update -qq
DEBIAN_FRONTEND=noninteractive apt-get "${trixie[@]}" install -y -qq --no-install-recommends docker-compose > /dev/null
