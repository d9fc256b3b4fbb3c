#!/bin/sh
# Say plainly when the browser of the tests is missing; exit 69 ("service unavailable").
set -eu
chromium=${CHROMIUM:-chromium}
if ! command -v "$chromium" >/dev/null 2>&1; then
    echo "Chromium is missing: the pages are tested in it, and '$chromium' is not there." >&2
    echo "  next: install it (Debian: apt-get install chromium fonts-noto-cjk) or set CHROMIUM." >&2
    exit 69
fi
