#!/bin/sh
# The web interface in a real browser, over a real server and a fresh county: tests/browser.sh [FOLDER]
#
# Pictures of all pages go to the folder. Chromium is looked for at $CHROMIUM, or /usr/bin/chromium.
set -e
cd "$(dirname "$0")/.."

chromium=${CHROMIUM:-/usr/bin/chromium}
[ -x "$chromium" ] || { echo "browser: no Chromium at $chromium; tools/deps.sh installs it"; exit 1; }
[ -x ./barefoot ] || { echo "browser: no ./barefoot; run make first"; exit 1; }
# What the sources say, before what they do.
[ -d web/node_modules/playwright-core ] || npm --prefix web install --no-save --no-audit --no-fund --loglevel=error
for check in check lint test; do
    npm --prefix web run --silent "$check" >"web/node_modules/.$check.log" 2>&1 ||
        { cat "web/node_modules/.$check.log"; echo "browser: npm run $check failed"; exit 1; }
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
export BAREFOOT_STORE="$folder/county.db"
./barefoot migrate --quiet >"$folder/out" || { cat "$folder/out"; exit 1; }
./barefoot demo --residents 3000 --quiet >"$folder/summary" || { cat "$folder/summary"; exit 1; }
sh tools/accounts.sh "$folder/summary" >"$folder/passwords"
node web/e2e/run.mjs ./barefoot "$BAREFOOT_STORE" "$folder/passwords" "$@" ||
    { tail -n 20 "$BAREFOOT_STORE.log"; exit 1; }
