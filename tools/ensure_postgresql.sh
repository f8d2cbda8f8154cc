#!/bin/sh
# PostgreSQL for the ledger's tests. Installed where that is possible without asking; elsewhere those tests skip, and say so.
command -v pg_ctl >/dev/null 2>&1 && exit 0
ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing PostgreSQL for the tests…"
  export DEBIAN_FRONTEND=noninteractive
  # No cluster of its own: the tests start and stop theirs.
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null; } || true
fi
ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || echo "PostgreSQL is not installed: its tests will be skipped"
exit 0
