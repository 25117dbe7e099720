// Root as the gate's caller, in the set-uid shape: nothing of root's goes
// along to the queue program, and nothing of it stays in the gate.

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/set_uid/installed_site.h"
#include "tests/system/proc_view.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

/// Lines of /proc/PID/status while the gate is at work.
struct Working {
  std::string uid;
  std::string gid;
  std::string groups;
};

constexpr char kPlugin[] = "/usr/local/libexec/sallyport/misbehave";

/// A scanner that takes its time: the gate is a while at work.
std::string SlowScanner() {
  fs::copy_file(BuildDirectory() + "/tests/fake/scanner_misbehave", kPlugin,
                fs::copy_options::overwrite_existing);
  return std::string("scanners = [\"policy\", \"slow\"]\n[scanner.slow]\n"
                     "program = \"") +
         kPlugin + "\"\ndo = \"slow-done:1500\"\n";
}

Working LookAtGate(uid_t caller) {
  InstalledSite site(SlowScanner());
  Working working;
  InstalledSite::Options options;
  options.uid = caller;
  options.groups = {caller, 4, 5};
  options.while_running = [&working](pid_t gate) {
    const std::string children =
        "/proc/" + std::to_string(gate) + "/task/" + std::to_string(gate) +
        "/children";
    while (ReadWholeFile(children).empty()) ::usleep(1000);
    const ProcView view(gate);
    working = {view.Status("Uid"), view.Status("Gid"), view.Status("Groups")};
  };
  const SendOutcome outcome = site.Send(PlainMessage(), options);
  INFO(outcome.log);
  CHECK(outcome.end.code == 0);
  CHECK(site.Queued().size() == 1);
  return working;
}

}  // namespace

TEST_CASE("set-uid: no id and no group of root's is handed on") {
  if (!Ready()) return;
  InstalledSite site;
  InstalledSite::Options options;
  options.uid = 0;
  options.groups = {0, 4, 5};
  CHECK(site.Send(PlainMessage(), options).end.code == 0);
  REQUIRE(site.Queued().size() == 1);
  const std::string found = site.Queued().at(0).surroundings;
  CHECK(Facts(found, "uid")[0] == "7790\t7793\t7793\t7793");
  CHECK(Facts(found, "gid")[0] == "7790\t7790\t7790\t7790");
  CHECK(Facts(found, "groups")[0] == "-");
}

TEST_CASE("set-uid: a gate at work is sallyport, for root and for others") {
  if (!Ready()) return;
  const Working root = LookAtGate(0);
  CHECK(root.uid == "7790\t7790\t7790\t7790");
  CHECK(root.gid == "7790\t7790\t7790\t7790");
  CHECK(root.groups.find_first_not_of(' ') == std::string::npos);
  const Working other = LookAtGate(kCaller);
  // The caller's is kept where it lets nobody stop or kill the gate.
  CHECK(other.uid == "7790\t7792\t7790\t7790");
  CHECK(other.gid == "7792\t7790\t7790\t7790");
}
