# tests.awk - list every `void name_test(Test *test)` of the files given, and run
# every `int name_fuzz(const uint8_t *data, size_t size)` over its corpus.
/^void [a-z0-9_]+_test\(Test \*test\)/ {
    name = $2; sub(/\(.*/, "", name); names[++n] = name
}
/^int [a-z0-9_]+_fuzz\(const uint8_t \*data, size_t size\)/ {
    name = $2; sub(/_fuzz\(.*/, "", name); targets[++t] = name
}
END {
    print "#include \"../tests/replay.h\"\n#include <stddef.h>\n"
    for (i = 1; i <= n; i++) printf "void %s(Test *test);\n", names[i]
    for (i = 1; i <= t; i++) {
        name = targets[i]
        printf "int %s_fuzz(const uint8_t *data, size_t size);\n", name
        printf "static void %s_corpus(Test *test)\n{\n    replay_corpus(test, \"%s\", %s_fuzz);\n}\n",
               name, name, name
    }
    print "\nint main(int argc, char **argv)\n{\n    static const TestCase CASES[] = {"
    for (i = 1; i <= n; i++) {
        shown = names[i]; sub(/_test$/, "", shown)
        printf "        { \"%s\", %s },\n", shown, names[i]
    }
    for (i = 1; i <= t; i++) printf "        { \"%s_corpus\", %s_corpus },\n", targets[i], targets[i]
    print "    };\n    return test_run_all(CASES, COUNT_OF(CASES), argc > 1 ? argv[1] : NULL);\n}"
}
