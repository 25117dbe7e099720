// `sallyport-queue -z` is `sallyport tidy`: what killed processes left goes,
// what is in use or fresh stays.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/child.h"
#include "base/fd.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

void MakeOld(const std::string& path, int64_t seconds) {
  struct timespec times[2];
  times[0].tv_sec = times[1].tv_sec = ::time(nullptr) - seconds;
  times[0].tv_nsec = times[1].tv_nsec = 0;
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

}  // namespace

TEST_CASE("tidy empties abandoned slots and removes stale deliveries") {
  Site site;
  REQUIRE(site.Send(PlainMessage()).end.Succeeded());
  for (const char* slot : {"0", "1"}) {
    const std::string path = site.Path("spool/lanes/main/") + slot;
    fs::create_directories(path + "/parts");
    fs::create_directories(path + "/scratch/work/deep");
    WriteWholeFile(path + "/message", "left");
    WriteWholeFile(path + "/parts/0001", "left");
    WriteWholeFile(path + "/scratch/work/deep/file", "left");
  }
  const Fd held(::open(site.Path("spool/lanes/main/1.lock").c_str(),
                       O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
  REQUIRE(::flock(held.get(), LOCK_EX) == 0);
  const std::string tmp = site.Path("spool/quarantine/.virus/tmp/");
  WriteWholeFile(tmp + "old", "half");
  WriteWholeFile(tmp + "fresh", "half");
  MakeOld(tmp + "old", 37 * 3600);

  const SendOutcome outcome = site.Run({"tidy"});
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  CHECK(outcome.text == "emptied 1 slots, removed 1 files\n");
  CHECK(!fs::exists(site.Path("spool/lanes/main/0/message")));
  CHECK(!fs::exists(site.Path("spool/lanes/main/0/parts/0001")));
  CHECK(fs::is_empty(site.Path("spool/lanes/main/0/scratch")));
  CHECK(fs::exists(site.Path("spool/lanes/main/1/message")));
  CHECK(fs::exists(site.Path("spool/lanes/main/1/scratch/work/deep/file")));
  CHECK(!fs::exists(tmp + "old"));
  CHECK(fs::exists(tmp + "fresh"));
  // Nothing left to say.
  CHECK(site.Run({"tidy"}).text.empty());
}

TEST_CASE("the gate's options: -v, -h, and a wrong one") {
  Site site;
  const auto run = [&site](const char* option) {
    ChildSpec spec;
    spec.program = BuildDirectory() + "/bin/sallyport-queue";
    spec.arguments = {"sallyport-queue", option};
    const Fd out(::open(site.Path("out").c_str(),
                        O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    spec.descriptors = {-1, out.get(), -1};
    Result<pid_t> pid = Spawn(spec);
    REQUIRE(pid.ok());
    Child child(pid.value());
    Result<ChildEnd> end = child.Wait(Deadline::InMs(20000));
    REQUIRE(end.ok());
    return end.value().code;
  };
  CHECK(run("-v") == 0);
  CHECK(ReadWholeFile(site.Path("out")).starts_with("sallyport "));
  CHECK(run("-h") == 0);
  CHECK(ReadWholeFile(site.Path("out")).find("QMAILQUEUE") !=
        std::string::npos);
  CHECK(run("-x") == 100);
}
