// The set-uid shape, with a caller who controls all that a caller can.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

#include "tests/set_uid/installed_site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

using Options = InstalledSite::Options;

std::string SlowScanner(int milliseconds) {
  return "scanners = [\"policy\", \"slow\"]\n[scanner.slow]\nprogram = "
         "\"/usr/local/libexec/sallyport/misbehave\"\nprocesses = \"any\"\n"
         "do = \"slow-done:" +
         std::to_string(milliseconds) + "\"\n";
}

void InstallScanner() {
  fs::copy_file(BuildDirectory() + "/tests/fake/scanner_misbehave",
                "/usr/local/libexec/sallyport/misbehave",
                fs::copy_options::overwrite_existing);
}

void CheckHandedOn(const InstalledSite& site, const SendOutcome& outcome) {
  INFO(outcome.log);
  CHECK(outcome.end.exited);
  CHECK(outcome.end.code == 0);
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message.ends_with(PlainMessage()));
}

/// As `uid`: the errno that kill(2) gives, 0 if it worked.
int KillAs(uid_t uid, pid_t pid, int number) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setresuid(uid, uid, uid) != 0) ::_exit(255);
    ::_exit(::kill(pid, number) == 0 ? 0 : errno);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

unsigned ModeOf(const std::string& path) {
  struct stat st = {};
  REQUIRE(::lstat(path.c_str(), &st) == 0);
  return st.st_mode & 07777U;
}

uid_t OwnerOf(const std::string& path) {
  struct stat st = {};
  REQUIRE(::lstat(path.c_str(), &st) == 0);
  return st.st_uid;
}

}  // namespace

TEST_CASE("set-uid: the queue program has the caller's real uid") {
  if (!Ready()) return;
  InstalledSite site;
  Options options;
  options.groups = {kCaller, 4, 5};
  options.blocked_signals = {SIGUSR1, SIGTERM, SIGCHLD};
  options.before_exec = [] {
    ::signal(SIGCHLD, SIG_IGN);
    ::signal(SIGALRM, SIG_IGN);
    ::umask(0);
    struct rlimit limit = {100, 200};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    struct itimerval timer = {{0, 0}, {500, 0}};
    ::setitimer(ITIMER_REAL, &timer, nullptr);
  };
  const SendOutcome outcome = site.Send(PlainMessage(), options);
  CheckHandedOn(site, outcome);
  const std::string found = site.Queued().at(0).surroundings;
  CHECK(Facts(found, "uid")[0] == "7792\t7793\t7793\t7793");
  CHECK(Facts(found, "gid")[0] == "7792\t7792\t7792\t7792");
  CHECK(Facts(found, "groups")[0] == "4,5,7792");
  CHECK(Facts(found, "umask")[0].ends_with("0"));
  CHECK(Facts(found, "signals_blocked")[0] ==
        std::to_string(SIGUSR1) + "," + std::to_string(SIGTERM) + "," +
            std::to_string(SIGCHLD));
  const std::string ignored = "," + Facts(found, "signals_ignored")[0] + ",";
  CHECK(ignored.find("," + std::to_string(SIGCHLD) + ",") !=
        std::string::npos);
  CHECK(ignored.find("," + std::to_string(SIGALRM) + ",") !=
        std::string::npos);
  bool limit_kept = false;
  for (const std::string& limit : Facts(found, "limit"))
    limit_kept = limit_kept || limit == "nofile\t100\t200";
  CHECK(limit_kept);
  const std::string timer = Facts(found, "timer")[0];
  const long left = std::stol(timer.substr(timer.find('\t') + 1));
  CHECK(left > 400000000);
  CHECK(left <= 500000000);
  for (const std::string& variable : Facts(found, "env"))
    CHECK(!variable.starts_with("QMAILQUEUE="));
}

TEST_CASE("set-uid: root as caller is handed on as sallyport") {
  if (!Ready()) return;
  InstalledSite site;
  Options options;
  options.uid = 0;
  options.groups = {0, 4};
  CheckHandedOn(site, site.Send(PlainMessage(), options));
  const std::string found = site.Queued().at(0).surroundings;
  CHECK(Facts(found, "uid")[0] == "7790\t7793\t7793\t7793");
  CHECK(Facts(found, "groups")[0] == "-");
}

TEST_CASE("set-uid: SALLYPORT_CONFIG and loader variables are not obeyed") {
  if (!Ready()) return;
  InstalledSite site;
  Options options;
  options.environment = {{"SALLYPORT_CONFIG", "/nonexistent"},
                         {"LD_PRELOAD", "/nonexistent.so"},
                         {"GCONV_PATH", "/nonexistent"},
                         {"G_SLICE", "always-malloc"},
                         {"TMPDIR", "/nonexistent"}};
  CheckHandedOn(site, site.Send(PlainMessage(), options));
}

TEST_CASE("set-uid: closed descriptors end in a temporary failure or none") {
  if (!Ready()) return;
  for (const std::vector<int>& closed :
       {std::vector<int>{0}, {1}, {0, 1}, {0, 1, 2}}) {
    InstalledSite site;
    Options options;
    options.closed = closed;
    const SendOutcome outcome = site.Send(PlainMessage(), options);
    INFO(outcome.log);
    CHECK(outcome.end.exited);
    CHECK(outcome.end.code == 54);
    CHECK(site.Queued().empty());
  }
  InstalledSite site;
  Options options;
  options.closed = {2};
  CheckHandedOn(site, site.Send(PlainMessage(), options));
}

TEST_CASE("set-uid: a huge environment and odd variables") {
  if (!Ready()) return;
  InstalledSite site;
  Options options;
  for (int i = 0; i < 10; ++i)
    options.environment.emplace_back("FILL" + std::to_string(i),
                                     std::string(100000, 'x'));
  options.environment.emplace_back("TCPREMOTEIP", "not an address\n");
  CheckHandedOn(site, site.Send(PlainMessage(), options));
  CHECK(site.Log("messages.log").at(0).at("relay") == "-");
}

TEST_CASE("set-uid: limits at the floor defer, or are no trouble when soft") {
  if (!Ready()) return;
  struct Floor {
    __rlimit_resource resource;
    rlim_t value;
  };
  for (const Floor floor : {Floor{RLIMIT_NOFILE, 3}, {RLIMIT_FSIZE, 0},
                            {RLIMIT_AS, 1 << 20}, {RLIMIT_DATA, 65536},
                            {RLIMIT_STACK, 16384}, {RLIMIT_CPU, 0},
                            {RLIMIT_NPROC, 0}}) {
    for (const bool hard : {false, true}) {
      CAPTURE(static_cast<int>(floor.resource));
      CAPTURE(hard);
      InstalledSite site;
      Options options;
      options.before_exec = [floor, hard] {
        struct rlimit limit = {};
        ::getrlimit(floor.resource, &limit);
        limit.rlim_cur = floor.value;
        if (hard) limit.rlim_max = floor.value;
        ::setrlimit(floor.resource, &limit);
      };
      const SendOutcome outcome = site.Send(PlainMessage(), options);
      INFO(outcome.log);
      // Whatever came of it: accepted and there, or neither.
      const bool accepted = outcome.end.exited && outcome.end.code == 0;
      CHECK(accepted == (site.Queued().size() == 1));
      const bool permanent = outcome.end.exited && outcome.end.code >= 11 &&
                             outcome.end.code <= 40;
      CHECK(!permanent);
      CHECK(outcome.text.substr(0, 1) != "D");
    }
  }
}

TEST_CASE("set-uid: softlimit -m 2500000 is no trouble") {
  if (!Ready()) return;
  InstalledSite site;
  Options options;
  options.before_exec = [] {
    for (const auto resource : {RLIMIT_AS, RLIMIT_DATA, RLIMIT_STACK,
                                RLIMIT_MEMLOCK}) {
      struct rlimit limit = {};
      ::getrlimit(resource, &limit);
      limit.rlim_cur = 2500000;
      ::setrlimit(resource, &limit);
    }
  };
  CheckHandedOn(site, site.Send(PlainMessage(), options));
}

TEST_CASE("set-uid: a plugin reads the message, its parts and the manifest") {
  if (!Ready()) return;
  InstallScanner();
  InstalledSite site(
      "scanners = [\"policy\", \"look\"]\n[scanner.look]\nprogram = "
      "\"/usr/local/libexec/sallyport/misbehave\"\ndo = \"virus\"\n");
  const SendOutcome outcome = site.Send(
      MessageWithAttachment("a.txt", "SALLYPORT-TEST-VIRUS"), Options());
  INFO(outcome.log);
  CHECK(outcome.end.code == 82);
  REQUIRE(site.Log("viruses.log").size() == 1);
  CHECK(site.Log("viruses.log")[0].at("finding") == "Test.String");
  CHECK(site.Log("viruses.log")[0].at("part") == "2");
}

TEST_CASE("set-uid: a queue program that is gone is logged with the ids back") {
  if (!Ready()) return;
  InstalledSite site;
  fs::remove(site.Path("bin/qmail-queue"));
  const SendOutcome outcome = site.Send(PlainMessage(), Options());
  CHECK(outcome.end.code == 120);
  const std::vector<Row> rows = site.Log("messages.log");
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].at("action") == "defer");
}

TEST_CASE("set-uid: an unreadable working directory is no trouble") {
  if (!Ready()) return;
  InstalledSite site;
  const std::string closed = site.Path("closed");
  fs::create_directory(closed);
  Options options;
  options.before_exec = [closed] {};
  options.directory = "/";
  REQUIRE(::chown(closed.c_str(), kCaller, kCaller) == 0);
  options.before_exec = [closed] {
    if (::chdir(closed.c_str()) != 0 || ::chmod(closed.c_str(), 0) != 0)
      ::_exit(126);
  };
  CheckHandedOn(site, site.Send(PlainMessage(), options));
}

TEST_CASE("set-uid: the caller can neither stop nor kill a working gate") {
  if (!Ready()) return;
  InstallScanner();
  InstalledSite site(SlowScanner(1500));
  Options options;
  std::vector<int> answers;
  options.while_running = [&answers](pid_t gate) {
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    for (const int number : {SIGSTOP, SIGKILL, SIGTERM, SIGTSTP, 0})
      answers.push_back(KillAs(kCaller, gate, number));
  };
  CheckHandedOn(site, site.Send(PlainMessage(), options));
  CHECK(answers == std::vector<int>{EPERM, EPERM, EPERM, EPERM, EPERM});
}

TEST_CASE("set-uid: a scanner has the scan user's ids and groups") {
  if (!Ready()) return;
  InstallScanner();
  InstalledSite site(
      "groups = [\"spsocket\"]\nscanners = [\"policy\", \"look\"]\n"
      "[scanner.look]\nprogram = \"/usr/local/libexec/sallyport/misbehave\"\n"
      "do = \"read-env\"\nprocesses = \"any\"\n");
  Options options;
  options.groups = {kCaller, 0, 42};
  CheckHandedOn(site, site.Send(PlainMessage(), options));
  const std::string seen = ScannerText(site.Log("messages.log").at(0), "look");
  CHECK(Facts(seen, "uid")[0] == "7791\t7791\t7791\t7791");
  CHECK(Facts(seen, "gid")[0] == "7791\t7791\t7791\t7791");
  CHECK(Facts(seen, "groups")[0] == "7794");
  CHECK(Facts(seen, "no_new_privs")[0] == "1");
  CHECK(Facts(seen, "pid")[0] == "2");
  const std::string none = "0000000000000000";
  CHECK(Facts(seen, "capabilities")[0] == none + "\t" + none + "\t" + none);
  CHECK(Facts(seen, "fd").size() == 3);
  CHECK(Facts(seen, "env").size() >= 9);
  for (const std::string& variable : Facts(seen, "env"))
    CHECK((variable.starts_with("SALLYPORT_") ||
           variable.starts_with("PATH=") || variable.starts_with("TMPDIR=")));
}

TEST_CASE("set-uid: rights of what was installed and of the spool") {
  if (!Ready()) return;
  InstalledSite site;
  const std::string libexec = "/usr/local/libexec/sallyport/";
  CHECK(ModeOf("/usr/local/bin/sallyport-queue") == 06711);
  CHECK(OwnerOf("/usr/local/bin/sallyport-queue") == kSallyport);
  CHECK(ModeOf(libexec + "sallyport-jail") == 04710);
  CHECK(OwnerOf(libexec + "sallyport-jail") == 0);
  CHECK(ModeOf(site.Path("spool")) == 0710);
  CHECK(ModeOf(site.Path("spool/lanes")) == 02710);
  CHECK(ModeOf(site.Path("spool/lanes/main/0")) == 02750);
  CHECK(ModeOf(site.Path("spool/quarantine")) == 0700);
  CHECK(ModeOf(site.Path("spool/keys")) == 0700);
  CHECK(ModeOf("/etc/sallyport/live/config.cdb") == 0640);
  CHECK(OwnerOf("/etc/sallyport/live/config.cdb") == 0);
  // Not even who may run the gate may run the jail.
  CHECK(InstalledSite::RunAs(
            kCaller, {libexec + "sallyport-jail", "unpack", "main/0"}) == 126);
  CHECK(InstalledSite::RunAs(kCaller, {"/usr/local/bin/sallyport-queue",
                                       "-z"}) == 100);
}

TEST_CASE(
    "set-uid: config warns of a foreign owner, but not of qmail-queue's") {
  if (!Ready()) return;
  InstalledSite site;
  const auto warnings = [] {
    std::string output;
    CHECK(InstalledSite::RunAs(0, {"/usr/local/bin/sallyport", "config"},
                               &output) == 0);
    return output;
  };
  CHECK(warnings().find("qmail-queue") == std::string::npos);
  const std::string queue = site.Path("bin/qmail-queue");
  REQUIRE(::chmod(queue.c_str(), 0755) == 0);
  CHECK(warnings().find(queue + "\" belongs to user") != std::string::npos);
}

TEST_CASE("set-uid: config refuses what the scan user could replace") {
  if (!Ready()) return;
  InstalledSite site;
  const std::string libexec = "/usr/local/libexec/sallyport";
  REQUIRE(::chown(libexec.c_str(), kSallyscan, 0) == 0);
  std::string output;
  CHECK(InstalledSite::RunAs(0, {"/usr/local/bin/sallyport", "config"},
                             &output) == 1);
  CHECK(output.find(libexec) != std::string::npos);
  REQUIRE(::chown(libexec.c_str(), 0, 0) == 0);
  CHECK(InstalledSite::RunAs(0, {"/usr/local/bin/sallyport", "config"}) == 0);
}
