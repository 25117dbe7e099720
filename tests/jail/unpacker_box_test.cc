// From inside the unpacker's box, as root and as an ordinary user: the stand-in
// for the unpacker makes one step on a wall, and that is its end.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>

#include <filesystem>
#include <set>
#include <string>

#include "tests/fake/attempts_on_box.h"
#include "tests/jail/jail_site.h"

#ifndef SALLYPORT_SANITIZED  // whose box is looser

namespace sallyport {

using test::BuiltPath;
using test::JailSite;

namespace {

class Box {
 public:
  Box() : site_("") {
    site_.place().MakeDirectory("libexec");
    std::filesystem::copy_file(BuiltPath("tests/fake/unpack_misbehave"),
                               site_.place().Path("libexec/sallyport-unpack"));
  }

  JailedEnd Ask(const std::string& behaviour) const {
    site_.place().Write("asked", "X-Test-Unpack: " + behaviour + "\n\nbody\n");
    const Fd message(::open(site_.place().Path("asked").c_str(),
                            O_RDONLY | O_CLOEXEC));
    JailInput input = site_.Input();
    input.message = message.get();
    Result<JailedUnpacker> unpacker =
        JailedUnpacker::Start(site_.Plan(), input);
    REQUIRE(unpacker.ok());
    unpacker.value().Begin();
    return unpacker.value().End(Deadline::InMs(60000),
                                [](std::string_view) { return Status(); });
  }

 private:
  JailSite site_;
};

/// What an unpacker may call with any arguments; exit(2) aside.
const std::set<long> kAllowed = {
    SYS_read, SYS_pread64, SYS_write, SYS_writev, SYS_lseek, SYS_fstat,
    SYS_poll, SYS_restart_syscall, SYS_brk, SYS_munmap, SYS_madvise,
    SYS_futex, SYS_clock_gettime, SYS_gettimeofday, SYS_time, SYS_getrandom,
    SYS_sysinfo, SYS_getpid, SYS_getppid, SYS_gettid, SYS_set_tid_address,
    SYS_set_robust_list, SYS_rseq};
/// What it may ask for and does not get.
const std::set<long> kMissed = {
    SYS_open, SYS_openat, SYS_stat, SYS_lstat, SYS_newfstatat, SYS_statx,
    SYS_access, SYS_faccessat, SYS_faccessat2, SYS_readlink, SYS_readlinkat,
    SYS_ioctl, SYS_fcntl, SYS_getsockname, SYS_getpeername,
    SYS_sched_getaffinity};

/// Left by the kernel's own trampolines in a traced program: no filter sees
/// them, and from elsewhere they do nothing.
constexpr long kUretprobe = 335;
constexpr long kUprobe = 336;

constexpr long kLastCall = 480;  // and some that are not there yet

}  // namespace

TEST_CASE("of all calls there are, the box lets those through that it lists") {
  const Box box;
  for (long call = 0; call <= kLastCall; ++call) {
    if (call == SYS_exit || call == SYS_exit_group || call == kUretprobe ||
        call == kUprobe)
      continue;
    CAPTURE(call);
    const JailedEnd end = box.Ask("call:" + std::to_string(call));
    if (kMissed.count(call) != 0) {
      CHECK(end.child.Succeeded());
      CHECK(end.chatter == "misbehave: errno 1\n");
    } else if (kAllowed.count(call) != 0) {
      CHECK(end.child.Succeeded());
    } else {
      CHECK(end.child.signal == SIGSYS);
      CHECK(end.chatter == "");
    }
  }
}

TEST_CASE("an attempt on a wall of the box is the unpacker's end") {
  const Box box;
  for (const fake::BoxAttempt& attempt : fake::kBoxAttempts) {
    CAPTURE(std::string(attempt.name));
    const JailedEnd end = box.Ask("try:" + std::string(attempt.name));
    CHECK(end.child.signal == SIGSYS);
    CHECK(end.chatter == "");
  }
}

TEST_CASE("what the unpacker does need works, and it starts only once") {
  const Box box;
  for (const char* name : {"second exec", "read a limit", "memory"}) {
    CAPTURE(std::string(name));
    CHECK(box.Ask("try:" + std::string(name)).child.Succeeded());
  }
}

}  // namespace sallyport

#endif  // SALLYPORT_SANITIZED
