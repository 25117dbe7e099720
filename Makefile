# Sallyport. Plain GNU make, non-recursive.
#
#   make            build into build/
#   make check      install what tests need, build, run every test
#   make demo       install what it needs, build, run the main job on real mail
#   make bench      measure against the floor, in one run
#   make peers      what others find of the corpus of tests/data
#   make fault      the full sweep of injected faults
#   make fuzz       arbitrary bytes into every parser, SECONDS=60 for each
#   make install DESTDIR= PREFIX=/usr/local
#   make uninstall

VERSION := 1.0

PREFIX ?= /usr/local
DESTDIR ?=
SYSCONFDIR ?= /etc/sallyport
LIBEXECDIR ?= $(PREFIX)/libexec/sallyport

# `make SANITIZE=1` builds everything dynamically with ASan and UBSan, and
# `make SANITIZE=fuzz` with a count of branches for the fuzzer, too. By clang:
# it needs half the time for that, and its warnings are others.
SANITIZE ?=
ifeq ($(SANITIZE),)
B := build
else
B := build/$(if $(filter fuzz,$(SANITIZE)),fuzz,sanitize)
CXX := clang++
endif

CXX ?= g++
PKG_CONFIG ?= pkg-config

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
HARDENING := -fstack-protector-strong -D_FORTIFY_SOURCE=2 \
             -fstack-clash-protection -fcf-protection
COMMON := -std=c++20 -O2 -g1 -Isrc -I. $(WARNINGS) -D_FILE_OFFSET_BITS=64 \
          -MMD -MP
LINK_HARDENING := -Wl,-z,relro,-z,now,-z,noexecstack
comma := ,
# lld links many times as fast as ld, and lays a program's functions in the
# order of a list.
LINKER := -fuse-ld=lld
in_order = -Wl,--symbol-ordering-file=$(1),--no-warn-symbol-ordering
ifeq ($(SANITIZE),)
CXXFLAGS_ALL := $(COMMON) $(HARDENING) -fPIE -ffunction-sections -fdata-sections
STATIC := -static $(LINKER) -Wl,--gc-sections $(LINK_HARDENING)
DYNAMIC := -pie $(LINKER) -Wl,--gc-sections $(LINK_HARDENING)
else
SAN := -fsanitize=address,undefined$(if $(filter fuzz,$(SANITIZE)),$(comma)fuzzer-no-link) \
       -fno-sanitize-recover=all
CXXFLAGS_ALL := $(filter-out -O2,$(COMMON)) -O1 -fno-omit-frame-pointer $(SAN) \
                -fPIE -pthread -DSALLYPORT_SANITIZED
SANITIZER_OPTIONS := $(B)/obj/tests/sanitizer_options.o
STATIC := $(SAN) -pie $(LINKER)
DYNAMIC := $(SAN) -pie $(LINKER)
endif
NOTHROW := -fno-exceptions

# What each folder is made of; what each program links.
SRC_base := $(wildcard src/base/*.cc)
SRC_mail := $(wildcard src/mail/*.cc)
SRC_maildir := $(wildcard maildir/*.cc)
SRC_state := $(wildcard src/state/*.cc)
SRC_inspect := $(wildcard src/inspect/*.cc)
SRC_queue := $(wildcard src/queue/*.cc)
SRC_unpack := $(wildcard src/unpack/*.cc)
SRC_admin := $(wildcard src/admin/*.cc)
SRC_jail := $(wildcard src/jail/*.cc)
SCANNERS := avastd clamd command fprotd icap kse rspamd savapi spamd sssp yara

objects = $(patsubst %.cc,$(B)/obj/%.o,$(1))
LIB_core := $(B)/libcore.a
OBJ_core := $(call objects,$(SRC_base) $(SRC_mail))
OBJ_gate := $(call objects,$(SRC_maildir) $(SRC_state) $(SRC_inspect))
OBJ_queue := $(call objects,$(SRC_queue))
OBJ_unpack := $(call objects,$(SRC_unpack))
OBJ_admin := $(call objects,$(SRC_admin))

LIBS_core := -lcdb -lnettle
LIBS_queue := $(LIBS_core) -llmdb
GMIME_CFLAGS := $(shell $(PKG_CONFIG) --cflags gmime-3.0 2>/dev/null | sed 's/-I/-isystem /g')
DYNAMIC_unpack := $(shell $(PKG_CONFIG) --libs gmime-3.0 libarchive libpcre2-8 zlib liblzma libzstd libmspack 2>/dev/null) -lbz2
ifeq ($(SANITIZE),)
# Libraries of GMime and GIO that nothing here needs have stand-ins in
# src/unpack/no_*.cc. The static program is made with those; what is linked
# dynamically has the libraries.
LIBS_unpack := $(filter-out -lmount -lgpgme -lassuan -lgpg-error,$(shell $(PKG_CONFIG) --static --libs-only-l gmime-3.0 2>/dev/null)) \
               -larchive -lmspack -lacl -lzstd -llz4 -lbz2 -lxml2 -llzma -lz \
               -licuuc -licudata -lunistring -lidn2 -lpcre2-8 $(LIBS_core)
else
LIBS_unpack := $(DYNAMIC_unpack) $(LIBS_core)
endif
LIBS_admin := $(LIBS_queue) -lpcre2-8

PROGRAMS := $(B)/bin/sallyport $(B)/bin/sallyport-queue \
            $(B)/libexec/sallyport-jail $(B)/libexec/sallyport-unpack \
            $(B)/libexec/sallyport-yarac \
            $(SCANNERS:%=$(B)/libexec/scanners/%)

.PHONY: all check demo bench fault install uninstall clean
all: $(PROGRAMS) definitions
.DELETE_ON_ERROR:
.SECONDARY:

.PHONY: definitions
definitions: $(patsubst scanners/definitions/%,$(B)/libexec/scanners/definitions/%,$(wildcard scanners/definitions/*.toml)) \
             $(patsubst scanners/%,$(B)/libexec/%,$(wildcard scanners/unpackers/*)) \
             $(patsubst contrib/%,$(B)/libexec/%,$(wildcard contrib/notices/*/*.txt))
$(B)/libexec/scanners/definitions/%.toml: scanners/definitions/%.toml
	@mkdir -p $(@D)
	cp $< $@
$(B)/libexec/unpackers/%: scanners/unpackers/%
	@mkdir -p $(@D)
	cp $< $@
$(B)/libexec/notices/%: contrib/notices/%
	@mkdir -p $(@D)
	cp $< $@

# The sanitized build compiles the headers that most files include once, for
# each set of options. That no file lacks one shows in the other build.
ifneq ($(SANITIZE),)
ONCE_SETS := nothrow throw test system
HEADERS_ONCE := $(ONCE_SETS:%=$(B)/once/%.pch)
$(B)/once/nothrow.pch: EXTRA = $(NOTHROW)
$(B)/once/throw.pch: EXTRA =
$(B)/once/test.pch: EXTRA = $(TEST_CFLAGS) $(TEST_FAST) -include doctest/doctest.h
$(B)/once/system.pch: EXTRA = $(SYSTEM_FAST) -include doctest/doctest.h
$(HEADERS_ONCE): tests/headers_once.h
	@mkdir -p $(@D)
	@echo '  CXX   $@'
	@$(CXX) $(patsubst -MMD,-MD,$(CXXFLAGS_ALL)) $(EXTRA) -x c++-header $< -o $@
$(B)/obj/%.o: ONCE = nothrow
$(B)/obj/src/admin/%.o $(B)/obj/tests/fake/%.o $(B)/obj/tests/fuzz/%.o \
$(B)/obj/bench/%.o: ONCE = throw
$(B)/obj/tests/%.o: ONCE = test
$(B)/obj/tests/system/%.o: ONCE = system
# These have macros of their own, or no tests in them.
$(B)/obj/tests/main.o $(B)/obj/tests/sanitizer_options.o \
$(B)/obj/src/mail/version.o $(B)/obj/src/mail/paths.o $(B)/obj/src/jail/%.o \
$(B)/obj/src/admin/toml_tree.o: ONCE =
endif

# Objects. Exceptions exist only where a library of the folder throws.
$(B)/obj/src/unpack/%.o: EXTRA = $(NOTHROW) $(GMIME_CFLAGS)
$(B)/obj/src/admin/%.o: EXTRA =
# toml++ 3.3 calls a place unreachable that most letters reach.
$(B)/obj/src/admin/toml_tree.o: EXTRA = $(if $(SANITIZE),-fno-sanitize=unreachable)
$(B)/obj/src/mail/version.o: EXTRA = $(NOTHROW) -DSALLYPORT_VERSION='"$(VERSION)"'
$(B)/obj/src/mail/paths.o: EXTRA = $(NOTHROW) \
    -DSALLYPORT_SYSCONFDIR='"$(SYSCONFDIR)"' -DSALLYPORT_LIBEXECDIR='"$(LIBEXECDIR)"'
# Most of a test is expanded macros: they are compiled in half the time so.
TEST_FAST := -O0 -U_FORTIFY_SOURCE
$(B)/obj/tests/%.o: EXTRA = $(TEST_CFLAGS) $(TEST_FAST)
$(B)/obj/tests/fake/%.o $(B)/obj/tests/fuzz/%.o: EXTRA = $(TEST_CFLAGS)
# Of the system tests it is the programs they run that are sanitized.
SYSTEM_FAST := $(TEST_FAST) $(if $(SANITIZE),-fno-sanitize=all)
$(B)/obj/tests/system/%.o: EXTRA = $(SYSTEM_FAST)
$(B)/obj/bench/%.o: EXTRA = $(TEST_CFLAGS)
$(B)/obj/%.o: EXTRA = $(NOTHROW)
$(B)/obj/%.o: %.cc $(HEADERS_ONCE)
	@mkdir -p $(@D)
	@echo '  CXX   $<'
	@$(CXX) $(CXXFLAGS_ALL) $(EXTRA) $(if $(ONCE),-include-pch $(B)/once/$(ONCE).pch) \
	    -c $< -o $@

$(LIB_core): $(OBJ_core)
	@rm -f $@
	@ar rcs $@ $^

# What ld has written lies in small pages of the page cache; a copy lies in
# large ones, and starts measurably faster. `make install` copies, too.
settle = @cp $(1) $(1).new && mv $(1).new $(1)

# bench/link-order writes the lists of what small mail passes through.
$(B)/bin/sallyport-queue: $(SANITIZER_OPTIONS) $(OBJ_queue) $(OBJ_gate) $(LIB_core) \
    src/queue/link_order.txt
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(CXX) $(filter-out %.txt,$^) -o $@ $(STATIC) \
	    $(call in_order,src/queue/link_order.txt) $(LIBS_queue)
	$(call settle,$@)

$(B)/libexec/sallyport-unpack: $(SANITIZER_OPTIONS) $(OBJ_unpack) $(LIB_core) \
    src/unpack/link_order.txt
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(CXX) $(filter-out %.txt,$^) -o $@ $(STATIC) \
	    $(call in_order,src/unpack/link_order.txt) $(LIBS_unpack)
	$(call settle,$@)

$(B)/bin/sallyport: $(SANITIZER_OPTIONS) $(OBJ_admin) $(OBJ_gate) $(LIB_core)
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(CXX) $^ -o $@ $(DYNAMIC) $(LIBS_admin)

# Each links of what they share what it needs.
LIB_scanners := $(B)/libscanners.a
$(LIB_scanners): $(filter-out $(SCANNERS:%=$(B)/obj/scanners/%.o) \
    %/yarac.o %/no_yara_modules.o, \
    $(call objects,$(wildcard scanners/*.cc)))
	@rm -f $@
	@ar rcs $@ $^
$(B)/libexec/scanners/%: $(SANITIZER_OPTIONS) $(B)/obj/scanners/%.o $(LIB_scanners) $(LIB_core)
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(CXX) $^ -o $@ $(STATIC) $(LIBS_plugin) -lpcre2-8 $(LIBS_core)

# What two modules of libyara need, which no rule here may import, has
# stand-ins in scanners/no_yara_modules.cc for the static programs.
DYNAMIC_yara := -lyara
ifeq ($(SANITIZE),)
LIBS_yara := -lyara -lcrypto -lm
$(B)/libexec/scanners/yara $(B)/libexec/sallyport-yarac: $(B)/obj/scanners/no_yara_modules.o
else
LIBS_yara := $(DYNAMIC_yara)
endif
$(B)/libexec/scanners/yara: LIBS_plugin = $(LIBS_yara)
# Both with the same libyara: what one compiles is what the other loads.
$(B)/libexec/sallyport-yarac: $(SANITIZER_OPTIONS) $(B)/obj/scanners/yarac.o $(LIB_scanners) $(LIB_core)
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(CXX) $^ -o $@ $(STATIC) $(LIBS_yara) $(LIBS_core)

# The jail starts in a quarter of the time when it links musl; it uses no
# libstdc++ besides headers. Debian's libcdb.a asks nothing of glibc.
JAIL_DEFINES := -DSALLYPORT_SYSCONFDIR='"$(SYSCONFDIR)"'
ifeq ($(SANITIZE),)
GCC_LIB := $(shell $(CXX) -print-file-name=include)
GXX_DIR := $(shell $(CXX) -dumpversion)
TRIPLET := $(shell $(CXX) -print-multiarch)
MACHINE := $(firstword $(subst -, ,$(TRIPLET)))
MUSL_INCLUDES := -nostdinc -D'__GLIBC_PREREQ(a,b)=0' \
    -isystem /usr/include/c++/$(GXX_DIR) \
    -isystem /usr/include/$(TRIPLET)/c++/$(GXX_DIR) -isystem $(GCC_LIB) \
    -isystem /usr/include/$(MACHINE)-linux-musl \
    -idirafter /usr/include/$(TRIPLET) -idirafter /usr/include
$(B)/obj/src/jail/%.o: EXTRA = $(NOTHROW) -fno-rtti -U_FORTIFY_SOURCE $(MUSL_INCLUDES) $(JAIL_DEFINES)
$(B)/libexec/sallyport-jail: $(call objects,$(SRC_jail))
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@musl-gcc -static $(LINK_HARDENING) -Wl,--gc-sections $^ -o $@ $(shell $(CXX) -print-file-name=libcdb.a)
	$(call settle,$@)
else
$(B)/obj/src/jail/%.o: EXTRA = $(NOTHROW) $(JAIL_DEFINES)
$(B)/libexec/sallyport-jail: $(SANITIZER_OPTIONS) $(call objects,$(SRC_jail))
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(CXX) $^ -o $@ $(DYNAMIC) -lcdb
endif

# Tests. One doctest program for each set of folders that link alike, the fake
# programs, and the system tests, which run the built programs.
TEST_CFLAGS := $(GMIME_CFLAGS)
TEST_MAIN := $(B)/obj/tests/main.o $(SANITIZER_OPTIONS)
FAKES := $(patsubst tests/fake/%.cc,$(B)/tests/fake/%,$(wildcard tests/fake/*.cc))
SERVERS_OF_TESTS := tests/scanners/clamd_daemon.cc tests/scanners/spamd_daemon.cc \
    tests/scanners/rspamd_daemon.cc tests/scanners/c_icap_daemon.cc \
    tests/scanners/server_start.cc
PEERS_OF_TESTS := tests/scanners/scripted_server.cc tests/scanners/engine_peer.cc
tests_of = $(call objects,$(foreach folder,$(1),$(wildcard tests/$(folder)/*.cc)))

$(B)/tests/unit-core: $(call tests_of,base mail maildir state inspect jail queue scanners) \
    $(TEST_MAIN) $(filter-out %/main.o,$(OBJ_queue)) $(OBJ_gate) \
    $(LIB_scanners) $(LIB_core)
$(B)/tests/unit-core: LIBS_test = $(LIBS_queue) -lpcre2-8
$(B)/tests/unit-unpack: $(call tests_of,unpack) $(TEST_MAIN) \
    $(filter-out %/main.o %/no_mount.o %/no_gnupg.o,$(OBJ_unpack)) $(LIB_core)
$(B)/tests/unit-unpack: LIBS_test = $(DYNAMIC_unpack) $(LIBS_core)
$(B)/tests/unit-admin: $(call tests_of,admin) $(TEST_MAIN) \
    $(filter-out %/main.o,$(OBJ_admin)) $(OBJ_gate) $(LIB_core)
$(B)/tests/unit-admin: LIBS_test = $(LIBS_admin)
$(B)/tests/system: $(call tests_of,system) \
    $(call objects,tests/fault/descendants.cc $(SERVERS_OF_TESTS) $(PEERS_OF_TESTS)) \
    $(TEST_MAIN) $(LIB_scanners) $(LIB_core)
$(B)/tests/system: LIBS_test = $(LIBS_core)
$(B)/tests/set-uid: $(call tests_of,set_uid) $(call objects,tests/system/site.cc $(PEERS_OF_TESTS)) \
    $(TEST_MAIN) $(LIB_scanners) $(LIB_core)
$(B)/tests/set-uid: LIBS_test = $(LIBS_core)
$(B)/tests/fault: $(call tests_of,fault) $(call objects,tests/system/site.cc) $(TEST_MAIN) $(LIB_core)
$(B)/tests/fault: LIBS_test = $(LIBS_core)
# The set-uid shape and injected faults are tested in the release build.
TEST_PROGRAMS := $(addprefix $(B)/tests/,unit-core unit-unpack unit-admin \
    system $(if $(SANITIZE),,set-uid fault))

$(TEST_PROGRAMS):
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(CXX) $(filter %.o %.a,$^) -o $@ $(DYNAMIC) $(LIBS_test)

# The jail lets an unpacker open no file, not even a shared library.
ifeq ($(SANITIZE),)
$(B)/tests/fake/queue_floor $(B)/tests/fake/queue_store \
    $(B)/tests/fake/unpack_misbehave: LINK_fake = -static $(LINKER)
endif
$(B)/tests/fake/%: $(SANITIZER_OPTIONS) $(B)/obj/tests/fake/%.o $(LIB_core)
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(CXX) $^ -o $@ $(if $(LINK_fake),$(LINK_fake),$(DYNAMIC)) $(LIBS_core)
	$(if $(LINK_fake),$(call settle,$@))

$(B)/tests/inject_fault: $(call objects,tests/fault/command/inject_fault.cc) \
    $(filter-out %_test.o,$(call tests_of,fault)) $(SANITIZER_OPTIONS) $(LIB_core)
	@echo '  LINK  $@'
	@$(CXX) $^ -o $@ $(DYNAMIC) $(LIBS_core)

# Every system call of every scene, with every error; a sample is in check.
fault: test-programs $(B)/tests/inject_fault
	SALLYPORT_FAULT=full $(B)/tests/fault

# Messages that hide things, made anew where their makers change.
CORPUS := $(B)/tests/corpus/EXPECTATIONS
$(CORPUS): tests/data/make_corpus.py $(wildcard tests/data/corpus/*.py)
	tests/data/make_corpus.py $(@D)

# The fuzzer: one program for each target of tests/fuzz. In the sanitized build,
# which counts no branches, tests/fuzz/mutate.cc drives them. Coverage and
# checks are of our own objects; libraries are as Debian has them.
FUZZ_TARGETS := $(filter-out unpacking mutate,$(patsubst tests/fuzz/%.cc,%,$(wildcard tests/fuzz/*.cc)))
FUZZ_PROGRAMS := $(FUZZ_TARGETS:%=$(B)/programs/%)
FUZZ_UNPACK := message archive policy_names facts
$(FUZZ_UNPACK:%=$(B)/programs/%): $(call objects,tests/fuzz/unpacking.cc) \
    $(filter-out %/main.o %/no_mount.o %/no_gnupg.o,$(OBJ_unpack))
$(FUZZ_UNPACK:%=$(B)/programs/%): LIBS_fuzz = $(DYNAMIC_unpack)
$(B)/programs/log_lines $(B)/programs/jail_report: $(OBJ_gate)
$(B)/programs/log_lines $(B)/programs/jail_report: LIBS_fuzz = -llmdb
$(B)/programs/icap_reply: $(call objects,$(patsubst %,scanners/%.cc,http_head icap_findings icap_reply pattern reply_text))
$(B)/programs/icap_reply: LIBS_fuzz = -lpcre2-8
$(B)/programs/config_toml $(B)/programs/notices: \
    $(filter-out %/main.o,$(OBJ_admin)) $(OBJ_gate)
$(B)/programs/config_toml $(B)/programs/notices: LIBS_fuzz = $(LIBS_admin)
$(B)/programs/engine_replies: $(call objects,$(addprefix scanners/,\
    reply_text.cc $(addsuffix _reply.cc,engine avastd fprotd savapi sssp)))
$(B)/programs/http_replies: $(call objects,$(addprefix scanners/,http_head.cc \
    kse_reply.cc rspamd_fields.cc rspamd_reply.cc rspamd_request.cc \
    reply_text.cc rspamd_verdict.cc trace_field.cc))
ifeq ($(SANITIZE),fuzz)
FUZZ_DRIVER := -fsanitize=fuzzer
else
$(FUZZ_PROGRAMS): $(call objects,tests/fuzz/mutate.cc) $(SANITIZER_OPTIONS)
endif
$(B)/programs/%: $(B)/obj/tests/fuzz/%.o $(LIB_core)
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(CXX) $(FUZZ_DRIVER) $(filter %.o,$^) $(LIB_core) -o $@ $(DYNAMIC) $(LIBS_fuzz) $(LIBS_core)

$(B)/seeds: tests/fuzz/make-seeds contrib/policy.toml contrib/sallyport.toml
	rm -rf $@ $@.new
	$< $@.new
	mv $@.new $@

.PHONY: fuzz fuzz-programs
fuzz-programs: $(FUZZ_PROGRAMS) $(B)/seeds
SECONDS ?= 60
fuzz:
	contrib/setup
	$(MAKE) -j$$(nproc) SANITIZE=fuzz fuzz-programs
	tests/fuzz/run build/fuzz $(SECONDS) $(TARGETS)

.PHONY: test-programs
test-programs: all $(FAKES) $(TEST_PROGRAMS) $(CORPUS)

demo:
	contrib/setup
	$(MAKE) -j$$(nproc) all $(FAKES)
	contrib/demo

# As a person or CI runs it: what is missing is installed, all is built twice,
# as it is released and under the sanitizers, and every test runs on both.
check:
	contrib/setup
	$(MAKE) -j$$(nproc) test-programs bench-programs
	$(MAKE) -j$$(nproc) SANITIZE=1 test-programs fuzz-programs
	tests/run build build/sanitize

# Man pages: those in contrib as they are, sallyport.toml(5) from the table of
# configuration keys.
MAN_PAGES := $(patsubst contrib/%,$(B)/man/%,$(wildcard contrib/*.1 contrib/*.5 contrib/*.8)) \
             $(B)/man/sallyport.toml.5
$(B)/man/sallyport.toml.5: $(B)/bin/sallyport
	@mkdir -p $(@D)
	@$(B)/bin/sallyport config --man > $@.new && mv $@.new $@
$(B)/man/%: contrib/%
	@mkdir -p $(@D)
	@cp $< $@
.PHONY: man
man: $(MAN_PAGES)
all: man

INSTALL_FILES = DESTDIR=$(DESTDIR) PREFIX=$(PREFIX) LIBEXEC=$(LIBEXECDIR) \
    SYSCONF=$(SYSCONFDIR) BUILD=$(B) contrib/install-files
install: all
	$(INSTALL_FILES) install
uninstall:
	$(INSTALL_FILES) uninstall

# Benchmarks: the whole path, and the parts with Google Benchmark. The parts
# are two programs, since the gate's folders and the unpacker's link apart.
OBJ_bench := $(call objects,$(wildcard bench/*.cc) tests/system/site.cc \
    $(SERVERS_OF_TESTS))
BENCH_PROGRAMS := $(addprefix $(B)/bench/,parts-core parts-unpack unpack whole-path)
$(B)/bench/parts-core: $(call objects,$(wildcard bench/parts/core/*.cc)) \
    $(OBJ_gate) $(LIB_core)
$(B)/bench/parts-core: LIBS_bench = -lbenchmark $(LIBS_queue)
$(B)/bench/parts-unpack: $(call objects,$(wildcard bench/parts/unpack/*.cc)) \
    $(filter-out %/whole_path.o,$(OBJ_bench)) \
    $(filter-out %/main.o %/no_mount.o %/no_gnupg.o,$(OBJ_unpack)) \
    $(LIB_scanners) $(LIB_core)
$(B)/bench/parts-unpack: LIBS_bench = -lbenchmark $(DYNAMIC_unpack) $(LIBS_core)
$(B)/bench/unpack: $(call objects,$(wildcard bench/unpack/*.cc)) \
    $(filter-out %/whole_path.o,$(OBJ_bench)) $(OBJ_gate) $(LIB_scanners) \
    $(LIB_core)
$(B)/bench/unpack: LIBS_bench = $(shell $(PKG_CONFIG) \
    --libs gmime-3.0 libarchive 2>/dev/null) $(LIBS_queue)
$(B)/bench/whole-path: $(OBJ_bench) $(LIB_scanners) $(LIB_core)
$(B)/bench/whole-path: LIBS_bench = $(LIBS_core)
$(BENCH_PROGRAMS):
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(CXX) $(filter %.o %.a,$^) -o $@ $(DYNAMIC) -pthread $(LIBS_bench)

.PHONY: bench-programs
bench-programs: all $(BENCH_PROGRAMS)
bench: bench-programs $(B)/tests/fake/queue_floor $(B)/tests/fake/queue_fsync
	$(B)/bench/parts-core
	$(B)/bench/parts-unpack
	$(B)/bench/unpack
	$(B)/bench/whole-path

# The same messages for programs of others; README.md has the table.
.PHONY: peers
peers:
	contrib/setup
	$(MAKE) -j$$(nproc) all $(B)/tests/system $(FAKES) $(CORPUS)
	SALLYPORT_BUILD=$(B) SALLYPORT_CORPUS_OUTCOME=$(B)/tests/corpus.outcome \
	    $(B)/tests/system -tc='the corpus*' > $(B)/tests/corpus.log
	bench/peers.py $(B)/tests/corpus $(B)/tests/corpus.outcome

clean:
	rm -rf build

-include $(shell find $(B)/obj $(B)/once -name '*.d' 2>/dev/null)
