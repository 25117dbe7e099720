// All behaviours of scanner_misbehave and unpack_misbehave, and what must
// become of a message whose scanner or unpacker behaves so: the lists that
// tests go through.
//
// kScanned: the answer counts. kNotScanned: the scanner has not scanned, and
// a message that needs it is deferred, whatever else it said. kEither: it
// depends on limits (time, memory, bytes, the right to fork) that the test's
// config sets; but if it is not cut short, its answer counts.

#ifndef SALLYPORT_TESTS_FAKE_BEHAVIOURS_H_
#define SALLYPORT_TESTS_FAKE_BEHAVIOURS_H_

#include <sys/syscall.h>

namespace sallyport::fake {

enum class Expected { kScanned, kNotScanned, kEither };

struct BehaviourRow {
  const char* name;
  Expected expected;
  bool until_deadline;  // ends only when it is made to
  const char* what;
};

inline constexpr BehaviourRow kScannerBehaviours[] = {
    {"clean", Expected::kScanned, false, "nothing found"},
    {"virus", Expected::kScanned, false,
     "Test.String for each place of SALLYPORT-TEST-VIRUS"},
    {"read-env", Expected::kScanned, false,
     "its surroundings (surroundings.h) as the text of `engine`"},
    {"header", Expected::kScanned, false, "writes X-Spam-Note"},
    {"say:policy=Said So=-", Expected::kScanned, false,
     "any line, = for tab, before a proper end"},
    {"except-only", Expected::kScanned, false, "`except` without the power"},
    {"thread", Expected::kScanned, false, "answers when a thread has run"},
    {"spawn", Expected::kEither, false, "answers if /bin/true could be run"},
    {"slow-done:200", Expected::kEither, false, "answers after N ms"},
    {"write-stderr", Expected::kEither, false, "N kB on descriptor 2"},
    {"spin:1", Expected::kEither, false, "N seconds of processor time"},
    {"big-memory", Expected::kEither, false, "touches N MB"},
    {"fill-disk-on:64", Expected::kEither, false,
     "N MB into its scratch, SIGXFSZ ignored"},
    {"many-files:2000", Expected::kEither, false, "N files in its scratch"},
    {"exit1", Expected::kNotScanned, false, "exit 1, no word"},
    {"exit127", Expected::kNotScanned, false, ""},
    {"exit255", Expected::kNotScanned, false, ""},
    {"exit:2", Expected::kNotScanned, false, "any code"},
    {"exit0-without-done", Expected::kNotScanned, false, "exit 0, no word"},
    {"empty", Expected::kNotScanned, false, "as before, but closed properly"},
    {"close-output-then-exit0", Expected::kNotScanned, false, ""},
    {"done-exit1", Expected::kNotScanned, false, "all said, then exit 1"},
    {"done-signal:9", Expected::kNotScanned, false, "all said, then signal N"},
    {"signal:9", Expected::kNotScanned, false, "dies of signal N"},
    {"signal:11", Expected::kNotScanned, false, ""},
    {"half-line", Expected::kNotScanned, false, "ends within a line"},
    {"done-without-newline", Expected::kNotScanned, false, ""},
    {"garbage", Expected::kNotScanned, false, "bytes that are no lines"},
    {"unknown-verb", Expected::kNotScanned, false, ""},
    {"empty-line", Expected::kNotScanned, false, ""},
    {"crlf", Expected::kNotScanned, false, "lines end in CR LF"},
    {"done-and-more", Expected::kNotScanned, false, "a line behind `done`"},
    {"done-then-virus", Expected::kNotScanned, false, ""},
    {"done-twice", Expected::kNotScanned, false, ""},
    {"done-with-field", Expected::kNotScanned, false, ""},
    {"bad-part", Expected::kNotScanned, false, "a part that is not there"},
    {"negative-part", Expected::kNotScanned, false, ""},
    {"bad-score", Expected::kNotScanned, false, "spam nan"},
    {"bad-escape", Expected::kNotScanned, false, ""},
    {"few-fields", Expected::kNotScanned, false, ""},
    {"nul-bytes", Expected::kNotScanned, false, ""},
    {"header-received", Expected::kEither, false,
     "a field no plugin may write: dropped or not scanned, never written"},
    {"header-injection", Expected::kNotScanned, false,
     "a newline and another field in a value"},
    {"gigabyte", Expected::kNotScanned, false, "1 GB of lines"},
    {"endless-line", Expected::kNotScanned, false, "1 GB without a newline"},
    {"many-lines", Expected::kNotScanned, false, "20,000 findings"},
    {"fill-disk", Expected::kEither, false, "4 GB into its scratch"},
    {"leave-pipe", Expected::kNotScanned, false,
     "a child outlives it by N ms, holding the output"},
    {"hang", Expected::kNotScanned, true, ""},
    {"hang-stubborn", Expected::kNotScanned, true, "ignoring every signal"},
    {"stop", Expected::kNotScanned, true, "stops itself"},
    {"done-hang", Expected::kNotScanned, true, "all said, never ends"},
    {"done-close-hang", Expected::kNotScanned, true,
     "all said, output closed, never ends"},
#if defined(__x86_64__)
    {"x32-call", Expected::kNotScanned, false, "is killed for it"},
    {"i386-call", Expected::kNotScanned, false, "is killed for it"},
#endif
    // No plugin has clone3(2): it answers properly without its child.
    {"clone3-hang", Expected::kScanned, false, "forked by clone3(2)"},
    // With processes = 0 the fork is refused and the next six are proper.
#ifdef SYS_fork
    {"raw-fork-hang", Expected::kNotScanned, false, "forked by fork(2)"},
#endif
    {"fork-hang", Expected::kNotScanned, false,
     "ends properly, a child hangs holding the output"},
    {"fork-hang-closed", Expected::kNotScanned, false,
     "the child has closed the output"},
    {"setsid-hang", Expected::kNotScanned, false, "the child is a daemon"},
    {"setsid-hang-closed", Expected::kNotScanned, false,
     "a daemon without any descriptor"},
    {"fork-bomb:50", Expected::kNotScanned, false, "N children hang"},
};

// In the box every step to another process or a signal is the unpacker's end;
// the sanitized build's looser one refuses some, and it answers properly.
#ifdef SALLYPORT_SANITIZED
inline constexpr Expected kForBox = Expected::kEither;
#else
inline constexpr Expected kForBox = Expected::kNotScanned;
#endif

inline constexpr BehaviourRow kUnpackBehaviours[] = {
    {"clean", Expected::kScanned, false, "one part, the body"},
    {"hostile-names", Expected::kScanned, false,
     "names that are paths, controls, not UTF-8"},
    {"finding:policy", Expected::kScanned, false, "a finding of any cause"},
    {"slow-done:200", Expected::kEither, false, ""},
    {"write-stderr", Expected::kEither, false, ""},
    {"spin:1", Expected::kEither, false, ""},
    {"big-memory", Expected::kEither, false, ""},
    {"deep:500", Expected::kEither, false, "a part in a part, N times"},
    {"clone3-hang", kForBox, false, ""},
    {"raw-fork-hang", kForBox, false, ""},
    {"fork-hang", kForBox, false, ""},
    {"fork-hang-closed", kForBox, false, ""},
    {"setsid-hang", kForBox, false, ""},
    {"setsid-hang-closed", kForBox, false, ""},
    {"leave-pipe", kForBox, false, ""},
    {"fork-bomb:50", kForBox, false, ""},
    {"try:kill", kForBox, false, "an attempt of attempts_on_box.h"},
#if defined(__x86_64__)
    {"x32-call", Expected::kNotScanned, false, "is killed for it"},
    {"i386-call", Expected::kNotScanned, false, "is killed for it"},
#endif
    {"exit1", Expected::kNotScanned, false, ""},
    {"exit127", Expected::kNotScanned, false, ""},
    {"exit255", Expected::kNotScanned, false, ""},
    {"exit0-without-done", Expected::kNotScanned, false, ""},
    {"close-output-then-exit0", Expected::kNotScanned, false, ""},
    {"done-exit1", Expected::kNotScanned, false, "a whole stream, then exit 1"},
    {"done-signal:9", kForBox, false, "all said, then a signal to itself"},
    {"signal:9", Expected::kNotScanned, false, ""},
    {"signal:11", Expected::kNotScanned, false, ""},
    {"empty", Expected::kNotScanned, false, ""},
    {"no-end", Expected::kNotScanned, false, "parts, but no end record"},
    {"no-policy", Expected::kNotScanned, false,
     "a whole stream, but no word of the policy's"},
    {"half-record", Expected::kNotScanned, false, ""},
    {"half-header", Expected::kNotScanned, false, ""},
    {"half-part", Expected::kNotScanned, false, ""},
    {"end-in-part", Expected::kNotScanned, false, ""},
    {"garbage", Expected::kNotScanned, false, ""},
    {"unknown-type", Expected::kNotScanned, false, ""},
    {"done-and-more", Expected::kNotScanned, false, ""},
    {"done-twice", Expected::kNotScanned, false, ""},
    {"end-with-payload", Expected::kNotScanned, false, ""},
    {"data-outside", Expected::kNotScanned, false, ""},
    {"end-outside", Expected::kNotScanned, false, ""},
    {"part-in-part", Expected::kNotScanned, false, ""},
    {"bad-parent", Expected::kNotScanned, false, ""},
    {"own-parent", Expected::kNotScanned, false, ""},
    {"bad-part", Expected::kNotScanned, false, ""},
    {"bad-flags", Expected::kNotScanned, false, ""},
    {"unknown-cause", Expected::kNotScanned, false, ""},
    {"too-long", Expected::kNotScanned, false, "a record of 4 GB"},
    {"length-lies", Expected::kNotScanned, false, ""},
    {"many-names", Expected::kNotScanned, false, ""},
    {"nul-bytes", Expected::kNotScanned, false, ""},
    {"gigabyte", Expected::kNotScanned, false, "a part of 1 GB"},
    {"many-parts", Expected::kNotScanned, false, "20,000 parts"},
    {"many-findings", Expected::kNotScanned, false, "20,000 findings"},
    {"hang", Expected::kNotScanned, true, ""},
    {"hang-stubborn", Expected::kNotScanned, true, "till the box ends it"},
    {"stop", Expected::kNotScanned, true, "till the box ends it"},
    {"done-hang", Expected::kNotScanned, true, ""},
    {"done-close-hang", Expected::kNotScanned, true, ""},
};

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_BEHAVIOURS_H_
