#!/bin/sh
# A Chromium for the browser tests, from Debian, unless there is one.
set -eu
command -v chromium >/dev/null && exit 0
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null
