// A plugin that tries to get at what is not its own, in the set-uid shape.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>

#include "base/fd.h"
#include "tests/base/forked.h"
#include "tests/set_uid/installed_site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

/// From here on the kernel has no Landlock for this process and all it starts.
/// Root needs no no_new_privs for that, which would end the set-uid shape.
bool RefuseLandlock() {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_landlock_create_ruleset, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const struct sock_fprog program = {4, code};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

const std::string kProgram = "/usr/local/libexec/sallyport/hostile";

std::string HostileConfig() {
  fs::copy_file(BuildDirectory() + "/tests/fake/scanner_hostile", kProgram,
                fs::copy_options::overwrite_existing);
  return "scanners = [\"policy\", \"hostile\"]\n[scanner.hostile]\n"
         "program = " + Quoted(kProgram) +
         "\nprocesses = \"any\"\nkill = \"yes\"\n"
         "try = \"slot:paths:scratch:sockets:processes:descriptors:kernel:"
         "privileges\"\nforbidden_read = " +
         Quoted("/etc/shadow:/etc/sallyport/live/config.cdb:"
                "/etc/sallyport/sallyport.toml:SPOOL/keys:SPOOL/quarantine:"
                "SPOOL/log:SPOOL/state:SPOOL/lanes/main/1/message:"
                "SPOOL/lanes/main/1/parts/0001:SPOOL/lanes/main/1/parts") +
         "\nforbidden_write = " +
         Quoted("SPOOL:SPOOL/lanes/main/0.lock:/etc/passwd:"
                "/usr/local/libexec/sallyport/sallyport-jail") +
         "\nforbidden_create = " +
         Quoted("SPOOL:SPOOL/lanes:SPOOL/lanes/main:"
                "/usr/local/libexec/sallyport:/etc/sallyport") +
         "\n";
}

/// Another message, as it lies in its slot while it is scanned; the slot is
/// in use as long as the result is kept.
Fd FillOtherSlot(const InstalledSite& site) {
  const std::string slot = site.Path("spool/lanes/main/1");
  const std::string lock = slot + ".lock";
  WriteWholeFile(lock, "", 0600);
  REQUIRE(::chown(lock.c_str(), kSallyport, kSallyscan) == 0);
  Fd held(::open(lock.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(::flock(held.get(), LOCK_EX | LOCK_NB) == 0);
  fs::create_directory(slot + "/parts");
  WriteWholeFile(slot + "/message", "of another", 0440);
  WriteWholeFile(slot + "/parts/0001", "of another", 0440);
  for (const char* name : {"/message", "/parts", "/parts/0001"})
    REQUIRE(::chown((slot + name).c_str(), kSallyport, kSallyscan) == 0);
  return held;
}

/// It reports only what it succeeded in.
void CheckNothingReached(const InstalledSite& site) {
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("finding") == "-");
  CHECK(rows[0].at("action") == "handoff");
  CHECK(rows[0].at("scanners").find("hostile:clean") != std::string::npos);
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message.ends_with(PlainMessage()));
}

}  // namespace

TEST_CASE("set-uid: a hostile plugin reaches nothing that is not its own") {
  std::string why_not;
  if (!InstallOnce(&why_not)) {
    MESSAGE("skipped: " << why_not);
    return;
  }
  InstalledSite site(HostileConfig());
  const Fd other = FillOtherSlot(site);
  const SendOutcome outcome =
      site.Send(PlainMessage(), InstalledSite::Options());
  INFO(outcome.log);
  CheckNothingReached(site);
  // Nothing of it stays.
  fs::remove_all(site.Path("spool/lanes/main/1"));
  for (const auto& entry :
       fs::recursive_directory_iterator(site.Path("spool/lanes")))
    CHECK((entry.is_directory() ||
           entry.path().filename().string().find('.') != std::string::npos ||
           entry.path().filename() == "waiters"));
}

TEST_CASE("set-uid: a hostile plugin reaches nothing without Landlock") {
  std::string why_not;
  if (!InstallOnce(&why_not)) {
    MESSAGE("skipped: " << why_not);
    return;
  }
  InstalledSite site(HostileConfig());
  const Fd other = FillOtherSlot(site);
  Forked sending([&site] {
    if (!RefuseLandlock()) return 1;
    const SendOutcome outcome =
        site.Send(PlainMessage(), InstalledSite::Options());
    return outcome.end.Succeeded() ? 0 : 2;
  });
  CHECK(sending.Wait().code == 0);
  CheckNothingReached(site);
}
