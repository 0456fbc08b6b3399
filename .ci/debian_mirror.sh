#!/bin/sh
# Prints the address from which this machine's apt takes Debian, or nothing.
# shellcheck disable=SC2016 # apt expands it
apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Origin: Debian' 'Label: Debian' 2> /dev/null | head -n 1
