#!/bin/bash
# Makes the image that stands in for python:3.13-slim where no image can be pulled, and prints its name.
#
# Debian trixie's Python is 3.13. The image knows what this machine knows of its package index: the CA
# bundle, and pip's index if one is set; its tag is made of them, so that a change of either makes a new one.
set -euo pipefail

suite=trixie
packages=python3,python3-venv,ca-certificates
ca_bundle=/etc/ssl/certs/ca-certificates.crt
here=$(cd "$(dirname "$0")" && pwd)

main() {
    local image
    image=healthtech-signup-flow/ci-base:$suite-$({ cat "$0" "$ca_bundle"; pip_configuration; } | sha256sum | cut -c1-12)
    docker image inspect "$image" > /dev/null 2>&1 || make_image "$image"
    echo "$image"
}

make_image() {
    [ "$(id -u)" = 0 ] || { echo "base_image: only root can run debootstrap: docker pull python:3.13-slim instead" >&2; exit 1; }
    echo "base_image: making $1 with debootstrap, about a minute" >&2
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    local root=$work/root log=$work/debootstrap.log
    install_debootstrap
    # shellcheck disable=SC2046 # where no mirror is known, debootstrap takes its own
    debootstrap --variant=minbase --include="$packages" "$suite" "$root" $("$here/debian_mirror.sh") > "$log" 2>&1 \
        || { tail -n 20 "$log" >&2; exit 1; }
    cp "$ca_bundle" "$root$ca_bundle"
    pip_configuration > "$root/etc/pip.conf"
    rm -rf "$root"/var/{cache,lib}/apt/* "$root"/var/log/* "$root"/usr/share/{doc,info,locale,man}/*
    tar -C "$root" -c . | docker import --change 'CMD ["python3"]' - "$1" > /dev/null
}

install_debootstrap() {
    command -v debootstrap > /dev/null && return
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap > /dev/null
}

pip_configuration() {
    local index
    index=${PIP_INDEX_URL:-$(python3 -m pip config get global.index-url 2> /dev/null || true)}
    printf '[global]\ncert = %s\n' "$ca_bundle"
    [ -z "$index" ] || printf 'index-url = %s\n' "$index"
}

main
