#!/bin/sh
# Build the web interface into web/dist. Without its sources an empty one is
# made, so that the C program can be built and tested on its own.
set -e
mkdir -p web/dist
if [ -f web/package.json ]; then
    cd web
    # Not "npm ci": it refuses a lock that leaves out the optional packages of other machines.
    # What npm writes last tells whether it came to its end.
    [ -e node_modules/.package-lock.json ] || { echo "  npm   installing the web interface's libraries"; npm install --no-save --no-audit --no-fund --loglevel=error; }
    echo "  vite  web/dist"
    npm run --silent build
    cd ..
fi
touch web/dist/.built
