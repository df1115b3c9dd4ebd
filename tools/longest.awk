# longest.awk - the longest functions and files; a breach of the house's bounds
# (70 lines a function, 800 a file) fails unless the function's comment has the
# word "LONG:" and a reason.
FNR == 1 { if (file) files[file] = last; file = FILENAME; start = 0; excused = 0 }
{ last = FNR }
/LONG:/ { excused = FNR }
/^[A-Za-z].*[^;]$/ && !/^(typedef|struct|enum|static const|#|X\()/ { header = FNR; title = $0 }
/^\{/ { start = FNR; excuse = excused && excused >= FNR - 12 }
/^\}/ && start {
    n = FNR - start - 1
    if (n > 70 && !excuse) { printf "%s:%d: a function of %d lines: %s\n", FILENAME, header, n, title; bad = 1 }
    start = 0
}
END {
    files[file] = last
    for (f in files) if (files[f] > 800) { printf "%s: %d lines\n", f, files[f]; bad = 1 }
    exit bad
}
