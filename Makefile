# Barefoot: one Makefile, no configure.
#
#   make          build ./barefoot
#   make demo     set up what is missing, load a demonstration county, serve it
#   make test     set up what is missing, build, run every test
#   make check    the quick tests under sanitizers, and the checks of the source
#   make lint     layout, layers and length of the source
#   make golden   rewrite the golden files; review the diff like code
#   make fuzz     fuzz every parser of outside bytes for FUZZ_SECONDS each
#   make bench    measure beside the raw library

CC      := gcc
MODE    := release
BUILD   := build/$(MODE)
GEN     := build/gen

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wvla -Wformat=2 \
            -Wcast-qual -Wswitch-enum -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
            -Wwrite-strings -Wundef -Werror
STANDARD := -std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700
HARDEN   := -fstack-protector-strong -fstack-clash-protection -fPIE -D_FORTIFY_SOURCE=2
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

FLAGS_release := -O2 -g $(HARDEN)
FLAGS_check   := -O1 -g $(SANITIZE)
FLAGS_clang   := -O1 -g
FLAGS_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

CFLAGS  = $(STANDARD) $(WARNINGS) $(FLAGS_$(MODE)) -Isrc -I$(GEN) -include src/base/banned.h
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_check   := $(SANITIZE)
LIBS    := -lsqlite3 -lmicrohttpd -lyajl -largon2 -lcrypto -lqrencode -licui18n -licuuc -lpthread -lm

SOURCES    := $(shell find src -name '*.c' ! -name '*_test.c' ! -name '*_fuzz.c' | sort)
HEADERS    := $(shell find src -name '*.h' -o -name '*.def' | sort)
TESTS      := $(shell find src -name '*_test.c' | sort)
FUZZERS    := $(shell find src -name '*_fuzz.c' | sort)
PROGRAMMES := $(shell find programmes -name '*.care' 2>/dev/null | sort)
MODELS     := $(shell find models -name "*.model" | sort)
WEB        := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)

MAIN       := src/app/main.c
GENERATED  := $(GEN)/assets.c
OBJECTS     = $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(MAIN),$(SOURCES)) $(GENERATED))
TEST_OBJECTS = $(patsubst %.c,$(BUILD)/%.o,$(TESTS) $(FUZZERS) tests/replay.c $(GEN)/tests.c)

FUZZ_SECONDS := 60

.PHONY: all deps deps-test deps-fuzz demo test check check-quick clang lint golden fuzz bench web clean units headers
.DELETE_ON_ERROR:

all: barefoot

barefoot: $(BUILD)/barefoot
	@cp -f $< $@

$(BUILD)/barefoot: $(OBJECTS) $(BUILD)/$(MAIN:.c=.o)
	@echo "  link  $@"
	@$(CC) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS)

$(BUILD)/unit-tests: $(OBJECTS) $(TEST_OBJECTS)
	@echo "  link  $@"
	@$(CC) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# Tests and fuzz targets are called by generated lists, without headers.
$(BUILD)/%_test.o $(BUILD)/%_fuzz.o: WARNINGS += -Wno-missing-prototypes

-include $(shell find build -name '*.d' 2>/dev/null)

# ---- what is generated -------------------------------------------------------

build/embed: tools/embed.c
	@mkdir -p $(@D)
	@$(CC) -std=c17 -O1 -D_POSIX_C_SOURCE=200809L -o $@ $<

# The programmes and the web interface, inside the binary.
$(GEN)/assets.c: build/embed $(PROGRAMMES) $(MODELS) web/dist/.built
	@mkdir -p $(@D)
	@echo "  embed $@"
	@build/embed programmes models web/dist > $@

$(GEN)/tests.c: $(TESTS) $(FUZZERS) tools/tests.awk
	@mkdir -p $(@D)
	@awk -f tools/tests.awk $(TESTS) $(FUZZERS) > $@

web: web/dist/.built

web/dist/.built: $(WEB) tools/web.sh
	@sh tools/web.sh

# ---- what people run ---------------------------------------------------------

deps:
	@sh tools/deps.sh

deps-test:
	@sh tools/deps.sh test

deps-fuzz:
	@sh tools/deps.sh fuzz

# On all processors, unless somebody has said on how many.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

demo: deps
	@$(MAKE) --no-print-directory $(JOBS) barefoot
	@sh tools/demo.sh

test: deps-test
	@$(MAKE) --no-print-directory $(JOBS) barefoot
	@$(MAKE) --no-print-directory $(JOBS) check
	@sh tests/run.sh

check: lint
	@$(MAKE) --no-print-directory MODE=check units

units: $(BUILD)/unit-tests
	@$(BUILD)/unit-tests $(ONLY)

clang:
	@$(MAKE) --no-print-directory MODE=clang CC=clang build/clang/unit-tests

lint: headers
	@awk -f tools/layers.awk src/LAYERS $$(find src -name '*.[ch]')
	@clang-format --dry-run --Werror $$(find src tools tests bench -name '*.[ch]')
	@awk -f tools/longest.awk $$(find src -name '*.c')

# Every header compiles alone.
headers: $(patsubst src/%.h,build/headers/%.ok,$(filter %.h,$(HEADERS)))

build/headers/%.ok: src/%.h
	@mkdir -p $(@D)
	@printf '#include "%s"\ntypedef int alone;\n' $(<:src/%=%) | $(CC) $(STANDARD) $(WARNINGS) -Isrc -fsyntax-only -x c -
	@touch $@

golden:
	@$(MAKE) --no-print-directory MODE=check build/check/unit-tests
	@BAREFOOT_GOLDEN=write build/check/unit-tests golden
	@git diff --stat -- tests/golden

fuzz: deps-fuzz
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang $(FUZZERS:%.c=build/fuzz/%)
	@sh tools/fuzz.sh $(FUZZ_SECONDS) $(FUZZERS:%.c=build/fuzz/%)

$(BUILD)/%_fuzz: $(OBJECTS) $(BUILD)/%_fuzz.o tests/fuzz_main.c
	@echo "  link  $@"
	@$(CC) $(CFLAGS) -fsanitize=fuzzer -DFUZZ_TARGET=$(@F) -o $@ $^ $(LIBS)

BENCHES := $(shell find bench -name '*.c' 2>/dev/null)

$(BUILD)/bench/bench: $(OBJECTS) $(BENCHES:%.c=$(BUILD)/%.o)
	@echo "  link  $@"
	@$(CC) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS)

$(BUILD)/bench/%.o: CFLAGS += -I.

bench: deps
	@$(MAKE) --no-print-directory build/release/bench/bench
	@sh bench/run.sh

clean:
	@rm -rf build barefoot web/dist
