// The walls around a jailed program, seen from outside by /proc while it runs;
// and that the death of the gate is its end.

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "mail/envelope.h"
#include "tests/fake/queue_client.h"
#include "tests/fault/descendants.h"
#include "tests/system/proc_view.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

constexpr int kPatienceMs = 20000;

/// A gate whose message is with `program`, which does not end.
class Jailed {
 public:
  Jailed(const Site& site, const std::string& program,
         const std::string& message) {
    fake::ClientSpec spec;
    spec.program = BuildDirectory() + "/bin/sallyport-queue";
    spec.extra_pipes = {4, 5, 9, 17};
    spec.before_exec = [&site] {
      ::setenv("SALLYPORT_CONFIG", site.Path("etc/live").c_str(), 1);
      ::signal(SIGHUP, SIG_IGN);
    };
    REQUIRE(client_.Open(spec));
    client_.Put(message);
    client_.CloseMessage();
    client_.PutEnvelope(Envelope{"a@example.net", {"b@example.com"}}.Encode());
    client_.CloseEnvelope();
    for (int i = 0; i < kPatienceMs && pid_ < 0; ++i) {
      for (const pid_t pid : fault::Descendants())
        if (fault::ProgramOf(pid) == program) pid_ = pid;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    REQUIRE(pid_ > 0);
  }

  pid_t pid() const { return pid_; }
  /// The jail's processes above it, the nearest first.
  std::vector<pid_t> Jails() const { return Between(pid_, client_.pid()); }
  ProcView Look() const { return ProcView(pid_); }

  fake::ClientOutcome AwaitGate() { return client_.Close(); }

  void KillGate() {
    ::kill(client_.pid(), SIGKILL);
    CHECK(client_.Close().end.signal == SIGKILL);
  }

 private:
  fake::QueueClient client_;
  pid_t pid_ = -1;
};

/// A program's loader has other files open for a moment; what leaked into it
/// is there from its start on.
void CheckDescriptors(const ProcView& view, const std::set<int>& expected) {
  std::set<int> open = view.Descriptors();
  for (int i = 0; i < kPatienceMs && open != expected; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    open = view.Descriptors();
  }
  CHECK(open == expected);
}

void CheckLimit(const ProcView& view, const char* name,
                const std::string& value) {
  CAPTURE(name);
  const auto [soft, hard] = view.Limit(name);
  CHECK(soft == value);
  CHECK(hard == value);
}

/// What holds for everything that is jailed.
void CheckWalls(const Jailed& jailed) {
  const ProcView view = jailed.Look();
  CheckLimit(view, "Max core file size", "0");
  CHECK(view.Status("NoNewPrivs") == "1");
  CHECK(view.Status("Seccomp") == "2");
  CHECK(view.Status("Umask") == "0077");
  CHECK(view.Status("SigBlk") == "0000000000000000");
  // What a real-time signal does is no matter.
  for (const int number : view.Signals("SigIgn")) CHECK(number >= 32);
  // As root, too: an exec has given nothing back.
  if (::getuid() == 0)
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"}) {
      CAPTURE(set);
      CHECK(view.Status(set) == "0000000000000000");
    }
  // In a session without a terminal.
  CHECK(::getsid(jailed.pid()) != ::getsid(0));
}

std::string LookConfig(const std::string& more) {
  return "scanners = [\"policy\", \"look\"]\n[scanner.look]\nprogram = \"" +
         BuildDirectory() +
         "/tests/fake/scanner_misbehave\"\nseconds = 900\ncpu_seconds = 77\n"
         "memory = \"300M\"\nfile_size = \"3M\"\nfiles = 33\n"
         "do = \"hang\"\n" +
         more;
}

/// A site whose unpacker is the stand-in.
class StandInSite : public Site {
 public:
  StandInSite() {
    fs::create_directory(Path("libexec"));
    fs::copy_file(BuildDirectory() + "/libexec/sallyport-jail",
                  Path("libexec/sallyport-jail"));
    fs::copy_file(BuildDirectory() + "/tests/fake/unpack_misbehave",
                  Path("libexec/sallyport-unpack"));
    REQUIRE(Configure("libexec = \"" + Path("libexec") +
                      "\"\n[limits]\nunpack_seconds = 60\n"
                      "unpack_cpu_seconds = 77\nunpack_memory = \"300M\"\n")
                .end.Succeeded());
  }

  std::string Unpacker() const { return Path("libexec/sallyport-unpack"); }

  static std::string Asks(const std::string& behaviour) {
    return "X-Test-Unpack: " + behaviour + "\n" + PlainMessage();
  }
};

}  // namespace

TEST_CASE("a plugin's limits, filter, descriptors and variables") {
  for (const char* processes : {"processes = \"any\"\n",
                                "processes = \"0\"\n"}) {
    CAPTURE(std::string(processes));
    Site site(LookConfig(processes));
    Jailed plugin(site, BuildDirectory() + "/tests/fake/scanner_misbehave",
                  PlainMessage());
    CheckWalls(plugin);
    const ProcView view = plugin.Look();
    CheckLimit(view, "Max cpu time", "77");
    CheckLimit(view, "Max file size", std::to_string(3 << 20));
    CheckLimit(view, "Max open files", "33");
#ifndef SALLYPORT_SANITIZED
    CheckLimit(view, "Max address space", std::to_string(300 << 20));
#endif
    CheckDescriptors(view, {0, 1, 2});
    CHECK(::getpgid(plugin.pid()) == plugin.pid());
    for (const std::string& variable : view.Environment())
      CHECK((variable.starts_with("SALLYPORT_") ||
             variable.starts_with("TMPDIR=") ||
             variable == "PATH=/usr/bin:/bin"));
    CHECK(fs::read_symlink(view.Path("cwd")).parent_path().filename() ==
          "scratch");
    plugin.KillGate();
    CHECK(Site::NoProcessLeft());
  }
}

TEST_CASE("the unpacker's limits, filter, descriptors and variables") {
  StandInSite site;
  Jailed unpacker(site, site.Unpacker(), StandInSite::Asks("hang"));
  CheckWalls(unpacker);
  const ProcView view = unpacker.Look();
  CheckLimit(view, "Max cpu time", "77");
  CheckLimit(view, "Max file size", "0");
  CheckLimit(view, "Max open files", "16");
#ifndef SALLYPORT_SANITIZED
  CheckLimit(view, "Max address space", std::to_string(300 << 20));
#endif
  CheckDescriptors(view, {0, 1, 2, 3, 4, 5, 6});
  CHECK(fs::read_symlink(view.Path("cwd")) == "/");
  const std::vector<std::string> environment = view.Environment();
  CHECK(environment.size() == 5);
  for (const std::string& variable : environment)
    CHECK(variable.starts_with("SALLYPORT_MAX_"));
  unpacker.KillGate();
  CHECK(Site::NoProcessLeft());
}

TEST_CASE("passwords are handed to the unpacker, one a line") {
  StandInSite site;
  REQUIRE(site.Configure("libexec = \"" + site.Path("libexec") +
                         "\"\n[unpack]\npasswords = [\"a b\", \"secret\"]\n"
                         "try_passwords_from_text = true\n")
              .end.Succeeded());
  Jailed unpacker(site, site.Unpacker(), StandInSite::Asks("hang"));
  const std::vector<std::string> environment = unpacker.Look().Environment();
  const auto has = [&environment](const std::string& variable) {
    return std::count(environment.begin(), environment.end(), variable) == 1;
  };
  CHECK(environment.size() == 7);
  CHECK(has("SALLYPORT_PASSWORDS=a b\nsecret\n"));
  CHECK(has("SALLYPORT_PASSWORDS_IN_TEXT=true"));
  unpacker.KillGate();
  CHECK(Site::NoProcessLeft());
}

TEST_CASE("an unpacker whose gate stands still is ended by its own timer") {
  StandInSite site;
  REQUIRE(site.Configure("libexec = \"" + site.Path("libexec") +
                         "\"\n[limits]\nunpack_seconds = 2\n")
              .end.Succeeded());
  Jailed unpacker(site, site.Unpacker(), StandInSite::Asks("hang"));
  const std::vector<pid_t> all = fault::Descendants();
  for (const pid_t pid : all)
    if (pid != unpacker.pid()) ::kill(pid, SIGSTOP);
  bool ended = false;
  for (int i = 0; i < kPatienceMs && !ended; ++i) {
    const std::vector<pid_t> left = fault::Descendants();
    ended = std::find(left.begin(), left.end(), unpacker.pid()) == left.end();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK(ended);
  unpacker.KillGate();
  CHECK(Site::NoProcessLeft());
}

TEST_CASE("an unpacker that stands still itself is given up") {
  StandInSite site;
  REQUIRE(site.Configure("libexec = \"" + site.Path("libexec") +
                         "\"\n[limits]\nunpack_seconds = 1\n")
              .end.Succeeded());
  Jailed unpacker(site, site.Unpacker(), StandInSite::Asks("hang"));
  // Its timer's signal waits with it: only the gate's own clock is left.
  ::kill(unpacker.pid(), SIGSTOP);
  const fake::ClientOutcome outcome = unpacker.AwaitGate();
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.starts_with('Z'));
  CHECK(site.Queued().empty());
  CHECK(Site::NoProcessLeft());
}

TEST_CASE("a jail that stands still is given up, and its scanner not counted") {
  Site site("scanners = [\"policy\", \"look\"]\n[scanner.look]\nprogram = \"" +
            BuildDirectory() +
            "/tests/fake/scanner_misbehave\"\nseconds = 1\ndo = \"hang\"\n");
  Jailed plugin(site, BuildDirectory() + "/tests/fake/scanner_misbehave",
                PlainMessage());
  const std::vector<pid_t> jails = plugin.Jails();
  for (const pid_t pid : jails) ::kill(pid, SIGSTOP);
  const auto began = std::chrono::steady_clock::now();
  const fake::ClientOutcome outcome = plugin.AwaitGate();
  CHECK(std::chrono::steady_clock::now() - began <
        std::chrono::milliseconds(kPatienceMs));
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.starts_with('Z'));
  CHECK(site.Queued().empty());
  for (const pid_t pid : jails) ::kill(pid, SIGCONT);
  CHECK(Site::NoProcessLeft());
}

TEST_CASE("the death of the jail is its scanner's, and counts as no answer") {
  Site site(LookConfig("processes = \"any\"\n"));
  Jailed plugin(site, BuildDirectory() + "/tests/fake/scanner_misbehave",
                PlainMessage());
  // The one that the gate has started: as root another lies between.
  ::kill(plugin.Jails().back(), SIGKILL);
  const auto began = std::chrono::steady_clock::now();
  const fake::ClientOutcome outcome = plugin.AwaitGate();
  CHECK(std::chrono::steady_clock::now() - began <
        std::chrono::milliseconds(kPatienceMs));
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.starts_with('Z'));
  CHECK(site.Queued().empty());
  CHECK(Site::NoProcessLeft());
}

TEST_CASE("a plugin that may not fork can't, by any call") {
  // A thread is no process.
  for (const char* behaviour :
       {"thread", "fork-hang-closed", "clone3-hang", "raw-fork-hang",
        "setsid-hang-closed", "fork-bomb:3"}) {
    CAPTURE(std::string(behaviour));
    Site site(
        "scanners = [\"policy\", \"look\"]\n[scanner.look]\nprogram = \"" +
        BuildDirectory() +
        "/tests/fake/scanner_misbehave\"\nprocesses = \"0\"\ndo = \"" +
        behaviour + "\"\n");
    const SendOutcome outcome = site.Send(PlainMessage());
    INFO(outcome.log);
    CHECK(outcome.end.Succeeded());
    CHECK(site.Queued().size() == 1);
    CHECK(Site::NoProcessLeft());
  }
}

#if defined(__x86_64__)
TEST_CASE("a call that the filter's numbers are not for is the caller's end") {
  for (const char* behaviour : {"x32-call", "i386-call"}) {
    CAPTURE(std::string(behaviour));
    Site site(
        "scanners = [\"policy\", \"look\"]\n[scanner.look]\nprogram = \"" +
        BuildDirectory() + "/tests/fake/scanner_misbehave\"\ndo = \"" +
        behaviour + "\"\n");
    CHECK(site.Send(PlainMessage()).end.code == 82);
    CHECK(site.Log("messages.log").at(0).at("finding") == "look: signal 31");
    StandInSite other;
    CHECK(other.Send(StandInSite::Asks(behaviour)).end.code == 82);
    CHECK(other.Log("messages.log").at(0).at("finding") == "unpack signal 31");
  }
}
#endif

TEST_CASE("nobody of the scanner's user may look into its jail") {
  if (::getuid() == 0) {
    MESSAGE("skipped: root may look into everything");
    return;
  }
  Site site(LookConfig("processes = \"any\"\n"));
  Jailed plugin(site, BuildDirectory() + "/tests/fake/scanner_misbehave",
                PlainMessage());
  REQUIRE(plugin.Jails().size() == 1);
  CHECK(fault::ProgramOf(plugin.pid()) != "");
  CHECK(fault::ProgramOf(plugin.Jails()[0]) == "");
  plugin.KillGate();
  CHECK(Site::NoProcessLeft());
}

TEST_CASE("a scratch full of closed directories is emptied all the same") {
  Site site;
  const std::string program = site.Path("plugin");
  WriteWholeFile(program,
                 "#!/bin/sh\nmkdir -p a/b/c d/e\n: > a/b/c/file\n: > d/e/f\n"
                 "ln -s /etc d/link\numask 777\nmkdir a/b/closed d/closed\n"
                 "mkdir closed a/b/c/closed\n"
                 "echo done\n",
                 0755);
  REQUIRE(site.Configure("scanners = [\"policy\", \"look\"]\n"
                         "[lanes]\nslots = 1\n[scanner.look]\nprogram = \"" +
                         program + "\"\n")
              .end.Succeeded());
  for (int i = 0; i < 2; ++i) {
    const SendOutcome outcome = site.Send(PlainMessage());
    INFO(outcome.log);
    CHECK(outcome.end.Succeeded());
    CHECK(outcome.log.find("not emptied") == std::string::npos);
    CHECK(fs::is_empty(site.Path("spool/lanes/main/0/scratch")));
  }
}

TEST_CASE("the stand-in for the unpacker answers in the box, where it should") {
  StandInSite site;
  for (const char* behaviour :
       {"clean", "hostile-names", "try:second exec", "try:read a limit",
        "try:memory"}) {
    CAPTURE(std::string(behaviour));
    const size_t before = site.Queued().size();
    const SendOutcome outcome = site.Send(StandInSite::Asks(behaviour));
    INFO(outcome.log);
    CHECK(outcome.end.Succeeded());
    CHECK(site.Queued().size() == before + 1);
  }
  // And what it finds counts.
  const size_t before = site.Queued().size();
  const SendOutcome found = site.Send("X-Test-Finding: attachment\n" +
                                      StandInSite::Asks("clean"));
  INFO(found.log);
  CHECK(found.end.code == 82);
  CHECK(found.text.starts_with('D'));
  CHECK(site.Held(".attachment").size() == 1);
  CHECK(site.Queued().size() == before);
  CHECK(site.SlotFiles().empty());
  CHECK(Site::NoProcessLeft());
}
