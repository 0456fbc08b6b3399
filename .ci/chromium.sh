#!/bin/sh
# A Chromium for the browser tests, from Debian, unless there is one: without its windows, which no test looks at.
set -eu
command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null && exit 0
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-noto-core >/dev/null
