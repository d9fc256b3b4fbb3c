#!/bin/sh
# Say plainly when Java is missing or too old for Spark; exit 69 ("service unavailable").
set -eu
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" >/dev/null 2>&1; then
    echo "Java is missing: Spark needs Java 17 or newer, and '$java' is not there." >&2
    echo "  next: install it (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME." >&2
    exit 69
fi
version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
if [ "${version:-0}" -lt 17 ]; then
    echo "Java is too old: Spark needs Java 17 or newer, and '$java' is ${version:-unreadable}." >&2
    exit 69
fi
