#!/bin/sh
# Chromium for the tests that look at letters as a reader does. Installed where that is possible without asking;
# elsewhere those tests skip, and say so.
for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null 2>&1 && exit 0; done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing Chromium for the tests…"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || true
fi
command -v chromium >/dev/null 2>&1 || echo "Chromium is not installed: its tests will be skipped"
exit 0
