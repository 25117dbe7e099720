// How a plugin's end is seen, from its start on.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "tests/jail/jail_site.h"
#include "tests/jail/lease.h"

namespace sallyport {

using test::JailedRun;
using test::JailSite;
using test::Lease;
using test::TemporaryDirectory;

namespace {

constexpr int64_t kSoonMs = 20000;  // long before a lease is broken

}  // namespace

TEST_CASE("a plugin that ends well is ok, and its exit code is told") {
  const TemporaryDirectory place;
  const JailedRun good =
      JailSite(place.WriteScript("house", "echo done\n")).Scan();
  CHECK(good.Counts());
  CHECK(good.output == "done\n");
  const JailedRun bad =
      JailSite(place.WriteScript("house", "echo done; exit 3\n")).Scan();
  CHECK(bad.Word() == "ok");
  CHECK(bad.end.value().report->code == 3);
  CHECK_FALSE(bad.Counts());
}

TEST_CASE("a program that is not there or none was not started") {
  const TemporaryDirectory place;
  for (const char* bytes : {"", "\1\2\3", "#!/nonexistent\n"}) {
    const std::string path = place.WriteScript("house", "");
    place.Write("house", bytes);
    if (*bytes == '\0') std::filesystem::remove(path);
    const JailedRun run = JailSite(path).Scan();
    CHECK(run.Word() == "start");
    CHECK(run.end.value().chatter.starts_with("sallyport-jail: " + path));
  }
}

TEST_CASE("a program whose exec hangs ends at the deadline") {
  const TemporaryDirectory place;
  const std::string path = place.WriteScript("house", "echo done\n");
  const JailSite site(path, {{"scanner.house.seconds", "1"}});
  const Lease lease(path);
  const int64_t began = MonotonicMs();
  const JailedRun run = site.Scan();
  CHECK(run.Word() == "time");
  CHECK(run.output == "");
  CHECK(run.end.value().report->signal == SIGKILL);
  CHECK(MonotonicMs() - began < kSoonMs);
}

TEST_CASE("a program whose exec hangs ends when the order is given") {
  const TemporaryDirectory place;
  const std::string path = place.WriteScript("house", "echo done\n");
  const JailSite site(path);
  const Lease lease(path);
  const int64_t began = MonotonicMs();
  const JailedRun run = site.Scan(300);
  CHECK(run.Word() == "ordered");
  CHECK(run.end.value().heard.error().err == ETIMEDOUT);
  CHECK(MonotonicMs() - began < kSoonMs);
}

TEST_CASE("a plugin waits for the word to begin, and its time for it, too") {
  const TemporaryDirectory place;
  const JailSite site(place.WriteScript("house", "date +%s%N; echo done\n"),
                      {{"scanner.house.seconds", "1"}});
  Result<JailedScanner> waiting =
      JailedScanner::Start(site.Plan(), site.Input(), "house");
  REQUIRE(waiting.ok());
  std::this_thread::sleep_for(std::chrono::milliseconds(1300));
  const auto word = std::chrono::system_clock::now().time_since_epoch();
  JailedRun run;
  run.end = std::move(waiting.value())
                .Run(Deadline::InMs(kSoonMs), [&run](std::string_view bytes) {
                  run.output += bytes;
                  return Status();
                });
  CHECK(run.Counts());
  CHECK(std::stoll(run.output) > std::chrono::nanoseconds(word).count());
}

TEST_CASE("a plugin that is not asked never runs, and leaves nothing") {
  const TemporaryDirectory place;
  const std::string path = place.WriteScript("house", "exit 0\n");
  place.Write("house", "#!/bin/sh\n: > " + place.Path("ran") + "\n");
  const JailSite site(path, {{"scanner.house.write",
                              FormatConfigList({place.path()})}});
  ::chmod(place.path().c_str(), 0777);
  CHECK(site.Scan().Counts());
  CHECK(std::filesystem::remove(place.Path("ran")));
  {
    Result<JailedScanner> waiting =
        JailedScanner::Start(site.Plan(), site.Input(), "house");
    REQUIRE(waiting.ok());
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    CHECK_FALSE(std::filesystem::is_empty(site.Scratch()));
  }
  CHECK_FALSE(std::filesystem::exists(place.Path("ran")));
  CHECK(std::filesystem::is_empty(site.Scratch()));
  CHECK(site.Scan().Counts());
}

TEST_CASE("what a plugin leaves is found, killed and removed") {
  const TemporaryDirectory place;
  const JailSite site(place.WriteScript(
      "house", "mkdir -p a/b; : > a/b/c; sleep 900 & echo done\n"));
  const JailedRun run = site.Scan();
  CHECK(run.Word() == "left");
  CHECK(run.end.value().report->code == 0);
  CHECK(std::filesystem::is_empty(site.Scratch()));
}

TEST_CASE("what ended while its plugin still ran is not left") {
  const TemporaryDirectory place;
  // Orphans of a subshell: nobody but the jail can reap them.
  const JailSite site(place.WriteScript(
      "house", "for i in 1 2 3; do (true & ); done; sleep 0.2; echo done\n"));
  CHECK(site.Scan().Counts());
}

}  // namespace sallyport
