// A plugin that begins while the message is unpacked, and the word that the
// parts are there.

#include <doctest/doctest.h>
#include <sched.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "tests/jail/jail_site.h"

namespace sallyport {

using test::JailedRun;
using test::JailSite;
using test::TemporaryDirectory;

namespace {

constexpr int64_t kSoonMs = 20000;
constexpr char kTakeWord[] = "word=$(head -c1 <&$SALLYPORT_EARLY)\n";

int64_t ClockNs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::nanoseconds(now).count();
}

/// One that is started, and given the word after so long.
JailedRun RunAfter(const JailSite& site, int64_t ms,
                   int64_t* word_ns = nullptr) {
  Result<JailedScanner> waiting =
      JailedScanner::Start(site.Plan(), site.Input(), "house");
  REQUIRE(waiting.ok());
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
  if (word_ns != nullptr) *word_ns = ClockNs();
  JailedRun run;
  run.end = std::move(waiting.value())
                .Run(Deadline::InMs(kSoonMs), [&run](std::string_view bytes) {
                  run.output += bytes;
                  return Status();
                });
  return run;
}

JailSite EarlySite(const TemporaryDirectory& place, const std::string& script,
                   const std::string& seconds = "60") {
  return JailSite(place.WriteScript("house", script),
                  {{"scanner.house.early", "1"},
                   {"scanner.house.seconds", seconds}});
}

}  // namespace

TEST_CASE("an early plugin begins at once, and its time with the word") {
  const TemporaryDirectory place;
  int64_t word_ns = 0;
  const JailedRun run =
      RunAfter(EarlySite(place,
                         "date +%s%N\n" + std::string(kTakeWord) +
                             "date +%s%N; echo \"$word\"; echo done\n",
                         "1"),
               1300, &word_ns);
  REQUIRE(run.Counts());
  size_t end = 0;
  CHECK(std::stoll(run.output, &end) < word_ns);
  const std::string rest = run.output.substr(end + 1);
  CHECK(std::stoll(rest, &end) > word_ns);
  CHECK(rest.substr(end) == "\nb\ndone\n");
}

TEST_CASE("an early plugin's time ends it") {
  const TemporaryDirectory place;
  const std::string script = std::string(kTakeWord) + "sleep 900; echo done\n";
  CHECK(RunAfter(EarlySite(place, script, "1"), 0).Word() == "time");
}

TEST_CASE("an early plugin that did not wait for the parts is told of") {
  const TemporaryDirectory place;
  for (const int64_t ms : {0, 300})
    for (const char* script : {"echo done\n", "sleep 0.1; echo done\n",
                               "exec 3<&-; sleep 0.1; echo done\n"}) {
      CAPTURE(ms);
      CAPTURE(script);
      const JailedRun run = RunAfter(EarlySite(place, script), ms);
      CHECK(run.Word() == "unheard");
      CHECK(run.output == "done\n");
      CHECK_FALSE(run.Counts());
    }
}

TEST_CASE("an early plugin that fails before the word has failed") {
  const TemporaryDirectory place;
  const JailedRun run = RunAfter(EarlySite(place, "exit 3\n"), 300);
  CHECK(run.Word() == "ok");
  CHECK(run.end.value().report->code == 3);
}

TEST_CASE("an early plugin that is not asked is killed, and leaves nothing") {
  const TemporaryDirectory place;
  const JailSite site = EarlySite(place, ": > file; sleep 900\n");
  const int64_t began = MonotonicMs();
  {
    Result<JailedScanner> waiting =
        JailedScanner::Start(site.Plan(), site.Input(), "house");
    REQUIRE(waiting.ok());
    const std::filesystem::path scratch = site.Scratch();
    while (!std::filesystem::exists(scratch / "work/file") &&
           MonotonicMs() - began < kSoonMs)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(MonotonicMs() - began < kSoonMs);
  CHECK(std::filesystem::is_empty(site.Scratch()));
}

TEST_CASE("an early plugin cannot keep the jail from its orders") {
  const TemporaryDirectory place;
  // Its own end, open for writing, and no room left for the word.
  const JailSite site = EarlySite(
      place,
      "exec 4> /proc/self/fd/3\n"
      "dd if=/dev/zero bs=65536 count=1 >&4 2> /dev/null\nsleep 900\n",
      "2");
  const int64_t began = MonotonicMs();
  const JailedRun run = RunAfter(site, 500);
  CHECK((run.Word() == "ordered" || run.Word() == "time"));
  CHECK(MonotonicMs() - began < kSoonMs / 2);
}

TEST_CASE("a plugin may run on any processor that its caller may") {
  const TemporaryDirectory place;
  const std::string count = "nproc; echo done\n";
  cpu_set_t all;
  REQUIRE(::sched_getaffinity(0, sizeof all, &all) == 0);
  const std::string expected = std::to_string(CPU_COUNT(&all)) + "\ndone\n";
  CHECK(JailSite(place.WriteScript("house", count)).Scan().output == expected);
  CHECK(RunAfter(EarlySite(place, kTakeWord + count), 0).output == expected);
}

TEST_CASE("no other plugin has the word's descriptor, and none has more") {
  const TemporaryDirectory place;
  const std::string look =
      "perl -e 'for (3 .. 63) { print \"$_\\n\" if open my $f, \"<&=\", $_ }'\n"
      "echo \"early $SALLYPORT_EARLY\"; echo done\n";
  CHECK(RunAfter(EarlySite(place, kTakeWord + look), 0).output ==
        "3\nearly 3\ndone\n");
  CHECK(JailSite(place.WriteScript("house", look)).Scan().output ==
        "early \ndone\n");
}

}  // namespace sallyport
