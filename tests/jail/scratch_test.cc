// What a plugin or a killed jail left in the scratch is removed, whatever it
// is, and nothing outside is touched.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>

#include "base/io.h"
#include "tests/jail/jail_site.h"

namespace sallyport {

using test::JailedRun;
using test::JailSite;
using test::TemporaryDirectory;

namespace {

/// A shell's lines that leave what is hard to remove; the walls refuse a
/// plugin some of them. `outside` is a file.
std::string LeaveMuch(const std::string& outside) {
  return "mkdir -p a/b/c d/e .up1 .up2/.up1\n"
         ": > a/b/c/file; : > .up1/.up1; : > d/e/f\n"
         "mkdir -p ../.up1 ../.up2/x && : > ../.up2/x/y\n"
         "ln -s " + outside + " link; ln -s " + outside + " a/b/link\n"
         "ln -s . a/b/c/loop; mkfifo a/fifo\n"
         "i=0; while [ $i -lt 300 ]; do mkdir deep; cd deep; i=$((i+1)); done\n"
         "cd \"$TMPDIR\"; (umask 777; mkdir a/closed d/e/closed)\n"
         "chmod 0 a/b/c d/e; chmod 500 d a/b\n"
         "chmod 0 a ../.up2\n";
}

}  // namespace

TEST_CASE("the scratch is empty when a plugin begins and when it has ended") {
  const TemporaryDirectory place;
  place.Write("outside", "outside");
  REQUIRE(::chmod(place.Path("outside").c_str(), 0640) == 0);
  const std::string leave = LeaveMuch(place.Path("outside"));
  const JailSite site(place.WriteScript(
      "house", "[ -z \"$(ls -A)\" ] || exit 9\n" + leave + "echo done\n"));
  for (int i = 0; i < 2; ++i) {
    const JailedRun run = site.Scan();
    INFO(run.end.value().chatter);
    CHECK(run.Counts());
    CHECK(std::filesystem::is_empty(site.Scratch()));
  }
  CHECK(place.Read("outside") == "outside");
  CHECK(place.Mode("outside") == 0640);
}

TEST_CASE("a killed jail's scratch is emptied, in the slot that is held") {
  const TemporaryDirectory place;
  const JailSite site(place.WriteScript("house", "echo done\n"));
  Result<Fd> lanes = OpenDirectory(site.place().Path("spool/lanes"));
  REQUIRE(lanes.ok());
  LaneSpec lane;
  lane.name = "main";
  const Result<Slot> slot =
      Slot::Take(lanes.value().get(), lane, SlotHolder(), Deadline::InMs(1000));
  REQUIRE(slot.ok());
  CHECK_FALSE(slot.value().ScratchIsDirty());
  const std::string leave = place.WriteScript(
      "leave", "mkdir \"$1/work\"; TMPDIR=$1/work; cd \"$TMPDIR\"\n" +
                   LeaveMuch("/dev/null"));
  ChildSpec spec;
  spec.program = leave;
  spec.arguments = {leave, site.Scratch()};
  spec.environment = {"PATH=/usr/bin:/bin"};
  Result<pid_t> pid = Spawn(spec);
  REQUIRE(pid.ok());
  REQUIRE(Child(pid.value()).Wait(Deadline::InMs(60000)).ok());
  CHECK(slot.value().ScratchIsDirty());
  CHECK(
      EmptyScratch(site.Plan(), slot.value(), Deadline::InMs(60000)).ok());
  CHECK_FALSE(slot.value().ScratchIsDirty());
}

}  // namespace sallyport
