# layers.awk - does every #include respect src/LAYERS?
#
# usage: awk -f tools/layers.awk src/LAYERS $(find src -name '*.[ch]')
# Prints each breach with file and line, and exits 1 when there was one.

$1 == "storey" || $1 == "ordered" {
    storeys++
    for (i = 2; i <= NF; i++) { storey[$i] = storeys; place[$i] = $1 == "ordered" ? i : 0 }
}
$1 == "closed" { for (i = 3; i <= NF; i++) closed[$2] = closed[$2] " " $i " " }
$1 == "door"   { for (i = 3; i <= NF; i++) door[$2] = door[$2] " " $i }

FNR == 1 { path = FILENAME; sub(/^.*src\//, "", path); own = path; sub(/\/.*/, "", own) }

/^#include "/ {
    split($2, quoted, "\""); file = quoted[2]; theirs = file; sub(/\/.*/, "", theirs)
    if (theirs == own || file !~ /\//) next
    if (!(own in storey)) complain("module " own " is not in src/LAYERS")
    else if (!(theirs in storey)) complain("unknown module in " file)
    else if (file ~ /_private\.h$/) complain(file " is private to " theirs)
    else if (storey[theirs] > storey[own]) complain(own " may not look up at " theirs)
    else if (storey[theirs] == storey[own] && !(place[own] && place[theirs] < place[own]))
        complain(own " may not include its neighbour " theirs)
    for (room in closed) if (index(file, room) == 1 && !index(closed[room], " " own " "))
        complain(room " is closed to " own)
}
/^#include </ {
    for (header in door) if (index($2, "<" header) == 1) {
        n = split(door[header], rooms, " "); allowed = 0
        for (i = 1; i <= n; i++) if (index(path, rooms[i]) == 1) allowed = 1
        if (!allowed) complain($2 " may only be included by" door[header])
    }
}
function complain(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; bad = 1 }
END { exit bad }
