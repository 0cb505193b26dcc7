#!/bin/sh
# What the tests need beside Python: Chromium for the browser tests, PostgreSQL's server for the store tests.
# Both come from Debian where that is possible; Playwright's own browser download is not reachable everywhere.
set -u

has_browser() {
  for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

has_postgres() {
  command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

missing=""
has_browser || missing="$missing chromium fonts-dejavu-core"
has_postgres || missing="$missing postgresql"
[ -z "$missing" ] && exit 0

if command -v apt-get >/dev/null 2>&1; then
  run=""
  [ "$(id -u)" = 0 ] || run="sudo -n"
  echo "Installing for the tests:$missing"
  # shellcheck disable=SC2086
  if $run apt-get update -qq && $run env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
    exit 0
  fi
fi
has_browser || echo "No Chromium found, so the browser tests are left out. On Debian or Ubuntu: sudo apt-get install chromium. Elsewhere put Chrome or Chromium on PATH." >&2
has_postgres || echo "No PostgreSQL server found, so the store is tested on SQLite only. On Debian or Ubuntu: sudo apt-get install postgresql." >&2
# In CI a missing check must not look like a passed one.
[ "${CI:-}" = "true" ] && exit 1
exit 0
