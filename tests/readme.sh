#!/bin/sh
# What the READMEs show is what the program prints: their commands run in their order, and
# every line that is shown must come, in that order. Lines may be left out; moments, times
# and the targets of links are not compared.
# And the lines of the programme that they quote stand in it.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
failed=0

same_lines() {
    awk '
        function plain(line) {
            gsub(/\]\([^)]*\)/, "]", line)
            gsub(/(, as of |，数据截至 )[-0-9T:.+]*$/, "", line)
            gsub(/; [0-9.]* s, [0-9]* rows\/s$|；[0-9.]*秒，每秒[0-9]*行$/, "", line)
            sub(/ +$/, "", line)
            return line
        }
        pass == 1 { lines[++count] = plain($0); next }
        {
            shown = plain($0)
            while (++at <= count && shown != lines[at]) {}
            if (at > count) { print "not printed: " shown; exit 1 }
        }' pass=1 "$2" pass=2 "$1"
}

check_readme() {
    readme=$root/$1
    mkdir "$directory/$1"
    cd "$directory/$1"
    ln -s "$root/barefoot" barefoot
    awk '
        /^```console/ { inside = 1; next }
        /^```/        { inside = 0; next }
        inside && /^\$ / {
            name = sprintf("%03d", ++count)
            print substr($0, 3) > (name ".sh")
            printf "" > (name ".want")
            file = /^\$ cat / ? $3 : ""
            next
        }
        inside { print > (name ".want") }
        inside && file { print > file }' "$readme"
    for script in [0-9]*.sh; do
        # Not in a shell of its own: what it exports holds for the next.
        set +e
        . "./$script" >printed 2>&1
        set -e
        if ! same_lines "${script%.sh}.want" printed; then
            echo "FAILED: $1: $(cat "$script")"
            cat printed
            failed=1
        fi
    done
    [ "$(ls [0-9]*.sh | wc -l)" -ge 9 ] || { echo "FAILED: $1: no examples were found"; failed=1; }
    awk '/^```/ { inside = !inside; is_quote = inside && /^```$/; next } is_quote && NF' "$readme" >quoted
    if ! grep -q '^programme ' quoted ||
        grep -vxFf "$root/programmes/hypertension.care" quoted; then
        echo "FAILED: $1: the lines above are not in programmes/hypertension.care"
        failed=1
    fi
    cd "$root"
}

check_readme README.md
check_readme README.zh-CN.md
exit $failed
