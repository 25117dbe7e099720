// A call of the jail's own that the kernel refuses is never an answer: the
// jail ends, or reports that the program could not be started.

#include <doctest/doctest.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "tests/base/forked.h"
#include "tests/jail/jail_site.h"

namespace sallyport {

using test::BuiltPath;
using test::Forked;
using test::JailedRun;
using test::JailSite;
using test::TemporaryDirectory;

namespace {

constexpr unsigned kAny = ~0U;

/// A call, by its number and the value of one argument.
struct Refused {
  const char* what;
  unsigned number;
  unsigned argument = 0;  // which one
  unsigned value = kAny;
  bool root = false;  // only made where the jail is root
  unsigned err = EPERM;
  bool landlock = false;  // only made where the kernel has it
};

// What became of a scan, as an exit code.
constexpr int kCounted = 0;
constexpr int kNotStarted = 1;
constexpr int kNoAnswer = 2;
constexpr int kNoFilter = 3;

/// From here on the call is refused to this process and all it starts.
bool Refuse(const Refused& call) {
  const auto argument = static_cast<unsigned>(
      offsetof(struct seccomp_data, args) + sizeof(__u64) * call.argument);
  // Without a value to compare, the jump behind it leads to the same end.
  const __u8 unlike = call.value == kAny ? 0 : 1;
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call.number, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call.value, 0, unlike),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | call.err),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const struct sock_fprog program = {6, code};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

int ScanWithout(const Refused& call, const JailSite& site) {
  Forked scan([&] {
    if (!Refuse(call)) return kNoFilter;
    const JailedRun run = site.Scan();
    if (run.Counts()) return kCounted;
    return run.Word() == "start" ? kNotStarted : kNoAnswer;
  });
  return scan.Wait().code;
}

int UnpackWithout(const Refused& call, const JailSite& site) {
  Forked unpack([&] {
    if (!Refuse(call)) return kNoFilter;
    Result<JailedUnpacker> unpacker =
        JailedUnpacker::Start(site.Plan(), site.Input());
    if (!unpacker.ok()) return kNoAnswer;
    unpacker.value().Begin();
    const JailedEnd end = unpacker.value().End(
        Deadline::InMs(60000), [](std::string_view) { return Status(); });
    return end.heard.ok() && end.child.Succeeded() ? kCounted : kNoAnswer;
  });
  return unpack.Wait().code;
}

bool HasLandlock() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0,
                   LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

bool Root() { return ::geteuid() == 0; }

constexpr Refused kHarmless = {"nothing", SYS_reboot};
constexpr Refused kOwnDescriptors = {"close what the caller left open",
                                     SYS_close_range, 0, 8};
constexpr Refused kPluginDescriptors = {"close what is not the plugin's",
                                        SYS_close_range, 0, 3};
constexpr Refused kDeathSignal = {"parent-death signal", SYS_prctl, 0,
                                  PR_SET_PDEATHSIG};
constexpr Refused kNoNewPrivileges = {"no_new_privs", SYS_prctl, 0,
                                      PR_SET_NO_NEW_PRIVS};
constexpr Refused kFilter = {"filter", SYS_prctl, 0, PR_SET_SECCOMP};
constexpr Refused kCapabilities = {"capabilities", SYS_capset, 0, kAny, true};
constexpr Refused kSecureBits = {"securebits", SYS_prctl, 0, PR_SET_SECUREBITS,
                                 true};
constexpr Refused kLandlockRule = {"rule of Landlock", SYS_landlock_add_rule,
                                   0,     kAny,
                                   false, EPERM,
                                   true};
constexpr Refused kLandlock = {"Landlock", SYS_landlock_restrict_self,
                               0,          kAny,
                               false,      EPERM,
                               true};
constexpr Refused kNoLandlock = {"a kernel without Landlock",
                                 SYS_landlock_create_ruleset, 0, kAny, false,
                                 EOPNOTSUPP};
constexpr Refused kCpuLimit = {"limit", SYS_prlimit64, 1, RLIMIT_CPU};

}  // namespace

TEST_CASE("a plugin for which the jail cannot do all has not answered") {
  const TemporaryDirectory place;
  const JailSite site(place.WriteScript("house", "echo done\n"));
  REQUIRE(ScanWithout(kHarmless, site) == kCounted);
  for (const Refused& call :
       {kOwnDescriptors,
        Refused{"close what only the inside may hold", SYS_close_range, 0, 0,
                true},
        Refused{"session", SYS_setsid},
        Refused{"signal mask", SYS_rt_sigprocmask},
        Refused{"pid namespace", SYS_unshare, 0, kAny, true},
        Refused{"dumpable", SYS_prctl, 0, PR_SET_DUMPABLE},
        Refused{"Landlock's version", SYS_landlock_create_ruleset, 0, kAny,
                true},
        Refused{"scratch", SYS_mkdirat}}) {
    if (call.root && !Root()) continue;
    CAPTURE(std::string(call.what));
    CHECK(ScanWithout(call, site) == kNoAnswer);
  }
}

TEST_CASE("a plugin whose walls do not stand is not started") {
  const TemporaryDirectory place;
  const JailSite site(place.WriteScript("house", "echo done\n"));
  for (const Refused& call :
       {kPluginDescriptors, kNoNewPrivileges, kFilter, kCapabilities,
        kSecureBits, kCpuLimit, kLandlockRule, kLandlock}) {
    if (call.root && !Root()) continue;
    if (call.landlock && !HasLandlock()) continue;
    CAPTURE(std::string(call.what));
    CHECK(ScanWithout(call, site) == kNotStarted);
  }
}

TEST_CASE("without Landlock a plugin is started all the same") {
  const TemporaryDirectory place;
  const JailSite site(place.WriteScript("house", "echo done\n"));
  CHECK(ScanWithout(kNoLandlock, site) == kCounted);
}

TEST_CASE("without Landlock a root jail hides other messages and processes") {
  if (!Root()) return;
  const TemporaryDirectory place;
  const JailSite site(place.WriteScript(
      "house",
      "set -e\n"
      "spool=${SALLYPORT_MESSAGE%/lanes/*}\n"
      "[ \"$(cat $SALLYPORT_MESSAGE)\" = bytes ]\n"
      "echo x > own\n"
      "[ \"$(ls $spool) $(ls $spool/lanes) $(ls $spool/lanes/main)\" = "
      "'lanes main 0' ]\n"
      "if mkdir $spool/new || mkdir $spool/lanes/main/1; then exit 1; fi\n"
      // Of processes the jail, this one, and those of the next line.
      "[ $(ls /proc | grep -c '^[0-9]') -le 5 ]\n"
      "tr '\\0' ' ' < /proc/2/cmdline | grep -q \"$0\"\n"
      "echo done\n"));
  const TemporaryDirectory& its = site.place();
  its.Write("spool/lanes/main/0/message", "bytes");
  its.MakeDirectory("spool/lanes/main/1");
  its.Write("spool/lanes/main/1/message", "of another");
  its.MakeDirectory("spool/keys");
  CHECK(ScanWithout(kNoLandlock, site) == kCounted);
  CHECK(its.Names("spool") == std::vector<std::string>{"keys", "lanes"});
  CHECK(its.Read("spool/lanes/main/1/message") == "of another");
}

TEST_CASE("an unpacker whose walls do not stand is not started") {
  const JailSite site("", {{"libexec", BuiltPath("libexec")}});
  REQUIRE(UnpackWithout(kHarmless, site) == kCounted);
  for (const Refused& call :
       {kOwnDescriptors,
        Refused{"close what is not the unpacker's", SYS_close_range, 0, 7},
        Refused{"timer", SYS_setitimer}, kDeathSignal, kNoNewPrivileges,
        kFilter, kCapabilities, kSecureBits, kCpuLimit}) {
    if (call.root && !Root()) continue;
    CAPTURE(std::string(call.what));
    CHECK(UnpackWithout(call, site) == kNoAnswer);
  }
}

}  // namespace sallyport
