#!/bin/sh
# The web interface: what its sources say, and what it does in a real browser, over a real server and a
# fresh county: tests/browser.sh [FOLDER]
#
# Pictures of all pages go to the folder. Chromium is looked for at $CHROMIUM, or /usr/bin/chromium.
set -e
cd "$(dirname "$0")/.."

chromium=${CHROMIUM:-/usr/bin/chromium}
[ -x "$chromium" ] || { echo "browser: no Chromium at $chromium; tools/deps.sh installs it"; exit 1; }
[ -x ./barefoot ] || { echo "browser: no ./barefoot; run make first"; exit 1; }
[ -d web/node_modules/playwright-core ] ||
    npm --prefix web install --no-save --no-audit --no-fund --loglevel=error

folder=$(mktemp -d)
checks=
trap '[ -z "$checks" ] || wait "$checks"; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

check_sources() {
    for check in check lint test; do
        npm --prefix web run --silent "$check" >"$folder/$check.log" 2>&1 ||
            { cat "$folder/$check.log"; echo "browser: npm run $check failed"; return 1; }
        echo "  ok    npm run $check"
    done
}

export BAREFOOT_STORE="$folder/county.db"
./barefoot migrate --quiet >"$folder/out" || { cat "$folder/out"; exit 1; }
./barefoot demo --residents 3000 --quiet >"$folder/summary" || { cat "$folder/summary"; exit 1; }
sh tools/accounts.sh "$folder/summary" >"$folder/passwords"
# Beside the browser, which waits most of the time.
check_sources &
checks=$!
node web/e2e/run.mjs ./barefoot "$BAREFOOT_STORE" "$folder/passwords" "$@" ||
    { tail -n 20 "$BAREFOOT_STORE.log"; exit 1; }
wait "$checks" || { checks=; exit 1; }
checks=
