# tests.awk - list every `void name_test(Test *test)` of the files given.
/^void [a-z0-9_]+_test\(Test \*test\)/ {
    name = $2; sub(/\(.*/, "", name); names[++n] = name
}
END {
    print "#include \"base/test.h\"\n#include <stddef.h>\n"
    for (i = 1; i <= n; i++) printf "void %s(Test *test);\n", names[i]
    print "\nint main(int argc, char **argv)\n{\n    static const TestCase CASES[] = {"
    for (i = 1; i <= n; i++) {
        shown = names[i]; sub(/_test$/, "", shown)
        printf "        { \"%s\", %s },\n", shown, names[i]
    }
    print "    };\n    return test_run_all(CASES, COUNT_OF(CASES), argc > 1 ? argv[1] : NULL);\n}"
}
