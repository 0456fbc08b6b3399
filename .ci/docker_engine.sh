#!/bin/bash
# Makes a Docker engine available to CI, with the compose plugin and an image to build on.
#
#   .ci/docker_engine.sh start   takes the engine that answers, else starts one of its own (Debian only, as root);
#                                then `. "$(.ci/docker_engine.sh env)"` tells Docker's clients where it is
#   .ci/docker_engine.sh stop    stops the engine that start started, and no other
#   .ci/docker_engine.sh env     prints the path of the file to source
#
# What it installs and builds stays in $CI_DOCKER_DIR for the next run on the same machine.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
state=${CI_DOCKER_DIR:-/var/tmp/healthtech-signup-flow-docker}
socket=$state/docker.sock
pid_file=$state/dockerd.pid
log=$state/dockerd.log
env_file=$state/env
start_seconds=60
stop_seconds=60

start() {
    mkdir -p "$state"
    : > "$env_file"
    if [ "${DOCKER_HOST:-}" = "unix://$socket" ] || ! docker version > /dev/null 2>&1; then
        start_our_own
        set_for_clients DOCKER_HOST "unix://$socket"
        set_for_clients TESTCONTAINERS_CONNECTION_MODE docker_host
    fi
    docker compose version > /dev/null 2>&1 || "$here/install_compose.sh"
    choose_base_image
    local version
    version=$(docker version --format '{{.Server.Version}}') || fail "the Docker engine has ended meanwhile"
    say "Docker $version, $(docker compose version)"
}

start_our_own() {
    export DOCKER_HOST=unix://$socket
    if our_process > /dev/null && docker version > /dev/null 2>&1; then
        say "the engine of an earlier start still runs"
        return
    fi
    install_engine
    say "starting dockerd, its data in $state"
    # a session of its own, so that Ctrl-C reaches the tests first and `stop` ends it
    setsid dockerd --data-root "$state/data" --exec-root "$state/exec" --pidfile "$pid_file" \
        --host "unix://$socket" > "$log" 2>&1 < /dev/null &
    wait_for_engine $! || fail_with_log "dockerd did not answer within $start_seconds s"
    remove_what_a_killed_run_left
}

install_engine() {
    command -v dockerd > /dev/null && return
    command -v apt-get > /dev/null || fail "no Docker engine answers, and without apt-get none can be installed"
    [ "$(id -u)" = 0 ] || fail "no Docker engine answers, and only root can install one: start yours, or use sudo"
    say "installing docker.io"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io > /dev/null
}

wait_for_engine() {
    for _ in $(seq $((start_seconds * 5))); do
        docker version > /dev/null 2>&1 && return 0
        kill -0 "$1" 2> /dev/null || return 1
        sleep 0.2
    done
    return 1
}

remove_what_a_killed_run_left() {
    docker container prune --force > /dev/null
    docker volume prune --force > /dev/null
    docker image prune --force --filter until=24h > /dev/null
}

# Where Docker Hub does not answer, an image made here stands in for python:3.13-slim; neither can
# testcontainers' own cleaner be had there.
choose_base_image() {
    local wanted
    wanted=$(sed -n 's/^ARG BASE_IMAGE=//p' "$here/../emulator/Dockerfile")
    docker image inspect "$wanted" > /dev/null 2>&1 && return
    timeout 300 docker pull --quiet "$wanted" > /dev/null 2>&1 && return
    say "$wanted cannot be pulled"
    set_for_clients EMULATOR_BASE_IMAGE "$("$here/base_image.sh")"
    set_for_clients TESTCONTAINERS_RYUK_DISABLED true
}

set_for_clients() {
    printf 'export %s=%q\n' "$1" "$2" >> "$env_file"
}

stop() {
    local pid
    pid=$(our_process) || return 0
    kill -TERM "$pid"
    for _ in $(seq $((stop_seconds * 5))); do
        our_process > /dev/null || return 0
        sleep 0.2
    done
    say "dockerd ignored SIGTERM for $stop_seconds s, sending SIGKILL"
    kill -KILL "$pid"
}

# The process id in the file may be somebody else's by now: it is ours if it is a dockerd on our socket.
our_process() {
    local pid
    pid=$(cat "$pid_file" 2> /dev/null) || return 1
    tr '\0' '\n' 2> /dev/null < "/proc/$pid/cmdline" | grep -qxF "unix://$socket" || return 1
    echo "$pid"
}

say() { echo "docker_engine: $*" >&2; }
fail() { say "$*"; exit 1; }
fail_with_log() {
    say "$1; the last lines of $log:"
    tail -n 20 "$log" >&2
    stop
    exit 1
}

case ${1:-} in
    start) start ;;
    stop) stop ;;
    env) echo "$env_file" ;;
    *) fail "usage: .ci/docker_engine.sh start|stop|env" ;;
esac
