#!/bin/sh
# Chromium, a Chinese font and Pango for the browser tests and for PDFs: installs them with apt as root, otherwise says what is missing.
# Exit 0: both are there. Exit 1: a sentence says why the browser tests cannot run.
set -u
have_chromium() {
    [ -n "${GONGZHI_CHROMIUM:-}" ] && return
    for name in chromium-headless-shell chromium chromium-browser; do command -v $name >/dev/null 2>&1 && return; done
    return 1
}
have_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -n 1)" ]; }
if have_chromium && have_font; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium and a Chinese font…" >&2
    log=$(mktemp)
    # the browser without windows is smaller and quicker; not every release has it as a package of its own
    browser=chromium
    apt-get update -qq >"$log" 2>&1 && apt-cache show chromium-headless-shell >/dev/null 2>&1 && browser=chromium-headless-shell
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $browser fonts-noto-cjk fontconfig libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >>"$log" 2>&1 || tail -n 5 "$log" >&2
    rm -f "$log"
fi
have_chromium || { echo "Browser tests need Chromium: install it (Debian: apt-get install chromium), or set GONGZHI_CHROMIUM to its path." >&2; exit 1; }
have_font || { echo "Browser tests need a Chinese font: install one (Debian: apt-get install fonts-noto-cjk)." >&2; exit 1; }
