// The set-uid shape: owners and modes of spool and live, rights on every path
// of an exec, and the way from root to the spool's user. Needs root; in a
// mount namespace of its own, with users that exist there alone.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "admin/command_user.h"
#include "base/fd.h"
#include "base/io.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

constexpr uid_t kUser = 7701;
constexpr uid_t kScanUser = 7702;
constexpr char kPlace[] = "/srv";

/// What went otherwise than expected, one line each.
class Failures {
 public:
  void Expect(bool good, const std::string& what) {
    if (!good) text_ += what + "\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void Append(const std::string& file, const std::string& line) {
  const Fd fd(::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  static_cast<void>(WriteAll(fd.get(), line).ok());
}

/// Copies a file of /etc with lines added over itself, in this namespace.
bool Extend(const std::string& name, const std::string& lines) {
  const std::string copy = std::string(kPlace) + "/" + name;
  const Fd in(::open(("/etc/" + name).c_str(), O_RDONLY | O_CLOEXEC));
  const Fd out(::open(copy.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  const Result<std::string> text = ReadToEnd(in.get(), 1 << 20);
  if (!text.ok() || !WriteAll(out.get(), text.value()).ok()) return false;
  Append(copy, lines);
  return ::mount(copy.c_str(), ("/etc/" + name).c_str(), nullptr, MS_BIND,
                 nullptr) == 0;
}

bool EnterNamespace() {
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("none", kPlace, "tmpfs", 0, "mode=0755") == 0 &&
         Extend("passwd",
                "spt-gate:x:7701:7701::/:/bin/false\n"
                "spt-scan:x:7702:7702::/:/bin/false\n") &&
         Extend("group", "spt-gate:x:7701:\nspt-scan:x:7702:\n");
}

void Own(const SiteFolder& site, const char* name, uid_t user, gid_t group,
         mode_t mode) {
  if (::chown(site.Path(name).c_str(), user, group) != 0 ||
      ::chmod(site.Path(name).c_str(), mode) != 0)
    std::abort();
}

void SetUp(SiteFolder* site) {
  Own(*site, "libexec/sallyport-jail", 0, kUser, 04710);
  Own(*site, "bin/sallyport-queue", kUser, kUser, 06711);
  site->Refresh();
}

std::string Settings(const SiteFolder& site) {
  return site.Front() +
         "user = \"spt-gate\"\nscan_user = \"spt-scan\"\n[lanes]\nslots = 1\n";
}

/// "7701:7702 2710"
std::string Rights(const SiteFolder& site, const std::string& name) {
  struct stat status = {};
  if (::lstat(site.Path(name).c_str(), &status) != 0) return "missing";
  char mode[16];
  std::snprintf(mode, sizeof mode, "%o", status.st_mode & 07777U);
  return std::to_string(status.st_uid) + ":" + std::to_string(status.st_gid) +
         " " + mode;
}

std::string CheckOwners() {
  Failures failures;
  SiteFolder site(kPlace);
  SetUp(&site);
  site.Write("etc/sallyport.toml", Settings(site));
  const CommandOutcome outcome = site.RunConfig();
  failures.Expect(outcome.code == kDone, "config: " + outcome.errors);
  const struct {
    const char* name;
    const char* rights;
  } rows[] = {{"spool", "7701:7702 710"},
              {"spool/lanes", "7701:7702 2710"},
              {"spool/lanes/main", "7701:7702 2710"},
              {"spool/lanes/main/0", "7701:7702 2750"},
              {"spool/lanes/main/0.lock", "7701:7701 600"},
              {"spool/lanes/main/waiters", "7701:7701 600"},
              {"spool/quarantine", "7701:7701 700"},
              {"spool/quarantine/.virus/new", "7701:7701 700"},
              {"spool/quarantine/.virus/maildirfolder", "7701:7701 600"},
              {"spool/log", "7701:7701 700"},
              {"spool/state", "7701:7701 700"},
              {"spool/keys", "7701:7701 700"},
              {"etc/live.1", "0:7701 750"},
              {"etc/live.1/config.cdb", "0:7701 640"},
              {"etc/live.1/policy.bin", "0:7701 640"}};
  for (const auto& row : rows)
    failures.Expect(Rights(site, row.name) == row.rights,
                    std::string(row.name) + " is " + Rights(site, row.name));
  failures.Expect(Rights(site, "spool/keys/" +
                                   site.Live("quarantine.key").value_or("")) ==
                      "7701:7701 400",
                  "key");
  failures.Expect(site.Live("set_uid") == "1", "set_uid");
  failures.Expect(site.Live("uid.user") == "7701", "uid.user");
  failures.Expect(site.Live("gid.scan_user") == "7702", "gid.scan_user");
  return failures.text();
}

/// A site's own readers of the quarantine.
std::string CheckReaders() {
  constexpr gid_t kReaders = 7703;
  Failures failures;
  SiteFolder site(kPlace);
  SetUp(&site);
  site.Write("etc/sallyport.toml", Settings(site));
  failures.Expect(site.RunConfig().code == kDone, "config");
  Own(site, "spool/quarantine", kUser, kReaders, 0750);
  Own(site, "spool/quarantine/.virus", 0, kReaders, 02750);  // by mistake
  Own(site, "spool/quarantine/.virus/new", kUser, kReaders, 02770);
  Own(site, "spool/log", 0, kReaders, 0770);
  CommandOutcome outcome = site.RunConfig();
  failures.Expect(outcome.code == kDone, "again: " + outcome.errors);
  const struct {
    const char* name;
    const char* rights;
  } rows[] = {{"spool/quarantine", "7701:7703 750"},
              {"spool/quarantine/.virus", "7701:7703 2750"},
              {"spool/quarantine/.virus/new", "7701:7703 2770"},
              {"spool/log", "7701:7701 700"}};
  for (const auto& row : rows)
    failures.Expect(Rights(site, row.name) == row.rights,
                    std::string(row.name) + " is " + Rights(site, row.name));
  failures.Expect(outcome.errors.find("may be written by group 7703") !=
                      std::string::npos,
                  "not told: " + outcome.errors);
  Own(site, "spool/quarantine/.virus", kUser, kScanUser, 0750);
  outcome = site.RunConfig();
  failures.Expect(outcome.code == kFailed &&
                      outcome.errors.find("is open to the scan user's group "
                                          "7702") != std::string::npos,
                  "scan user: " + outcome.errors);
  Own(site, "spool/quarantine/.virus", kUser, kUser, 0755);
  outcome = site.RunConfig();
  failures.Expect(outcome.code == kFailed &&
                      outcome.errors.find("is open to everybody") !=
                          std::string::npos,
                  "everybody: " + outcome.errors);
  return failures.text();
}

std::string CheckRefusals() {
  Failures failures;
  const struct {
    const char* what;
    std::function<void(SiteFolder&)> spoil;
    const char* said;
  } rows[] = {
      {"queue of the scan user",
       [](SiteFolder& s) { Own(s, "bin/qmail-queue", kScanUser, 0, 0755); },
       "queue: \""},
      {"folder of the scan user's group",
       [](SiteFolder& s) { Own(s, "libexec/scanners", 0, kScanUser, 0775); },
       "may be written by a group of the scan user"},
      {"folder for everybody",
       [](SiteFolder& s) { Own(s, "etc", 0, 0, 01777); },
       "may be written by everybody"},
      {"jail for everybody",
       [](SiteFolder& s) {
         Own(s, "libexec/sallyport-jail", 0, kUser, 04711);
       },
       "may be started by others than the gate"},
      {"gate without set-uid",
       [](SiteFolder& s) { Own(s, "bin/sallyport-queue", 0, 0, 0755); },
       "is not set-uid and set-gid to it"},
      {"one user for both",
       [](SiteFolder& s) {
         s.Write("etc/sallyport.toml",
                 s.Front() +
                     "user = \"spt-gate\"\nscan_user = \"spt-gate\"\n");
       },
       "shares a user or group"},
      {"root as user",
       [](SiteFolder& s) {
         s.Write("etc/sallyport.toml",
                 s.Front() + "user = \"root\"\nscan_user = \"spt-scan\"\n");
       },
       "\"root\" is root"},
      {"the gate's group for scanners",
       [](SiteFolder& s) {
         s.Write("etc/sallyport.toml", "groups = [7701]\n" + Settings(s));
       },
       "gives scanners too much"},
      {"no such user",
       [](SiteFolder& s) {
         s.Write("etc/sallyport.toml",
                 s.Front() +
                     "user = \"spt-gate\"\nscan_user = \"nobodyhome\"\n");
       },
       "there is no user"}};
  for (const auto& row : rows) {
    SiteFolder site(kPlace);
    SetUp(&site);
    site.Write("etc/sallyport.toml", Settings(site));
    site.WriteProgram("libexec/scanners/clamd", "x");
    site.Write("etc/sallyport.toml",
               "scanners = [\"policy\", \"clamd\"]\n" + Settings(site));
    row.spoil(site);
    const CommandOutcome outcome = site.RunConfig();
    failures.Expect(outcome.code == kFailed &&
                        outcome.errors.find(row.said) != std::string::npos,
                    std::string(row.what) + ": " + outcome.errors);
    failures.Expect(!site.Exists("etc/live") && !site.Exists("spool"),
                    std::string(row.what) + ": something was made");
  }
  return failures.text();
}

std::string CheckDrop() {
  Failures failures;
  SiteFolder site(kPlace);
  SetUp(&site);
  site.Write("etc/sallyport.toml", Settings(site));
  failures.Expect(site.RunConfig().code == kDone, "config");
  const gid_t groups[] = {0, 1, 2};
  failures.Expect(::setgroups(3, groups) == 0, "setgroups");
  const Status status = BecomeMailUser(site.context());
  failures.Expect(status.ok(), status.ok() ? "" : status.error().Text());
  uid_t a = 0, b = 0, c = 0;
  failures.Expect(::getresuid(&a, &b, &c) == 0 && a == kUser && b == kUser &&
                      c == kUser,
                  "uid");
  gid_t group = 0;
  failures.Expect(::getgroups(1, &group) == 1 && group == kUser, "groups");
  failures.Expect(::setuid(0) != 0, "root came back");
  // The live configuration is still to be read.
  failures.Expect(site.Live("set_uid") == "1", "live");
  return failures.text();
}

/// Runs `check` in a process and namespace of its own; "skipped" without root.
std::string Apart(std::string (*check)()) {
  if (::geteuid() != 0) return "skipped";
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "pipe";
  const pid_t pid = ::fork();
  if (pid == 0) {
    const std::string said = EnterNamespace() ? check() : "skipped";
    static_cast<void>(WriteAll(ends[1], said).ok());
    ::_exit(0);
  }
  const Fd read_end(ends[0]);
  ::close(ends[1]);
  const Result<std::string> said = ReadToEnd(read_end.get(), 1 << 20);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!said.ok()) return "read";
  return status == 0 ? said.value() : said.value() + "crashed";
}

void Check(std::string (*check)()) {
  const std::string said = Apart(check);
  if (said == "skipped")
    MESSAGE("skipped: this test needs root and a mount namespace");
  else
    CHECK(said == "");
}

TEST_CASE("set-uid: spool and live have their owners") { Check(CheckOwners); }

TEST_CASE("set-uid: readers of the quarantine keep their rights") {
  Check(CheckReaders);
}

TEST_CASE("set-uid: what the scan user could take over is refused") {
  Check(CheckRefusals);
}

TEST_CASE("set-uid: root becomes the spool's user for good") {
  Check(CheckDrop);
}

}  // namespace
}  // namespace sallyport::test
