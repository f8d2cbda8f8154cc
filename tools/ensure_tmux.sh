#!/bin/sh
# tmux for the test that works a day at a real terminal. Installed where that is possible without asking; elsewhere that
# test skips, and says so.
command -v tmux >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing tmux for the tests…"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends tmux >/dev/null; } || true
fi
command -v tmux >/dev/null 2>&1 || echo "tmux is not installed: its test will be skipped"
exit 0
