// Releases that must not happen, or go wrong on the way: nothing without a
// valid mark reaches the queue, nothing is lost, and what nobody can know is
// left in doubt.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/fd.h"
#include "base/sha256.h"
#include "mail/release_mark.h"
#include "tests/admin/held_site.h"

namespace sallyport::test {
namespace {

const std::string kId = HeldSpec().held.id;

HeldFiles OpenFiles(const HeldSite& site) {
  Result<HeldFiles> files = HeldFiles::Open(site.Path("spool"));
  REQUIRE(files.ok());
  return std::move(files.value());
}

std::string Replaced(std::string text, const std::string& from,
                     const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// Waits until a release has told the log that it begins.
bool HasBegun(const HeldSite& site) {
  constexpr int kTries = 2000;
  for (int i = 0; i < kTries; ++i) {
    if (site.Actions().size() > 1) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

/// A file that is right but for its key.
std::string Signed(const HeldSpec& spec, const SigningKey& key) {
  HeldMessage held = spec.held;
  held.bytes = spec.bytes.size();
  held.sha256 = Hex(Sha256Of(spec.bytes));
  return FormatQuarantineBlock(held, key).value() + spec.bytes;
}

TEST_CASE("what does not carry a valid mark is not released") {
  HeldSite site;
  site.UseQueue("queue_store");
  const HeldSpec spec;
  const std::string place = site.Hold(spec);
  const std::string file = site.Read(place);
  std::string wanted = kId;
  std::string why;
  SUBCASE("another recipient in the block") {
    site.Write(place, Replaced(file, "two@example.com", "foe@example.com"));
    why = "its mark is not that of the key";
  }
  SUBCASE("one more recipient") {
    site.Write(place, Replaced(file, "X-Sallyport-Relay",
                               "X-Sallyport-Recipient: foe@example.com\n"
                               "X-Sallyport-Relay"));
    why = "its mark is not that of the key";
  }
  SUBCASE("another id") {
    wanted = "20261121.100000.123456.4242.9f3a2d";
    site.Write(place, Replaced(file, kId, wanted));
    why = "its mark is not that of the key";
  }
  SUBCASE("another byte of the message") {
    site.Write(place, Replaced(file, "Hello", "Hullo"));
    why = "not those that the mark covers";
  }
  SUBCASE("a message cut short") {
    site.Write(place, file.substr(0, file.size() - 1));
    why = "it has 21 bytes of a message that had 22";
  }
  SUBCASE("a message with a tail") {
    site.Write(place, file + "more\n");
    why = "it has 27 bytes of a message that had 22";
  }
  SUBCASE("a key we don't have") {
    std::filesystem::rename(site.Path("spool/keys/" + site.Key().name),
                            site.Path("spool/keys/other"));
    why = "no key for its mark";
  }
  SUBCASE("another secret under the name of our key") {
    const std::string key = site.Path("spool/keys/" + site.Key().name);
    ::chmod(key.c_str(), 0600);
    site.folder().Write("spool/keys/" + site.Key().name, "0123456789\n");
    why = "its mark is not that of the key";
  }
  SUBCASE("a key outside the folder of keys") {
    site.folder().Write("spool/log/planted", "secret\n");
    site.Write(place, Signed(spec, {"../log/planted", "secret"}));
    why = "is not the name of a key";
  }
  SUBCASE("an empty key") {
    site.folder().Write("spool/keys/empty", "\n");
    site.Write(place, Signed(spec, {"empty", ""}));
    why = "is empty";
  }
  SUBCASE("a message that somebody else put there") {
    site.Write(place, "Subject: foreign\n\nHello.\n");
    wanted = place.substr(place.rfind('/') + 1);
    why = "does not begin with a block of ours";
  }
  SUBCASE("an empty file") {
    site.Write(place, "");
    wanted = place.substr(place.rfind('/') + 1);
    why = "does not begin with a block of ours";
  }
  const std::string before = site.Read(place);
  const CommandOutcome outcome = site.Release({wanted, "--again"});
  CAPTURE(outcome.errors);
  CHECK(outcome.code == kFailed);
  CHECK(outcome.output.empty());
  CHECK(outcome.errors.find(why) != std::string::npos);
  CHECK(site.Queued().empty());
  CHECK(site.Read(place) == before);
  CHECK(site.Files(".released").empty());
  CHECK(site.Actions().empty());
}

TEST_CASE("a fifo, a link and a file that is not there are no messages") {
  HeldSite site;
  site.UseQueue("queue_store");
  const std::string place = site.Hold();
  const std::string name = "1795255200.X.mx1.virus";
  REQUIRE(::mkfifo(site.Path("spool/quarantine/.virus/new/" + name).c_str(),
                   0600) == 0);
  CHECK(site.Release({name}).errors.find("is not a file") != std::string::npos);
  std::filesystem::create_symlink(
      site.Path("spool/quarantine/" + place),
      site.Path("spool/quarantine/.virus/cur/link:2,S"));
  CHECK(site.Release({"link:2,S"}).code == kFailed);
  CHECK(site.Release({"20261121.no.such"}).errors.find("`sallyport list`") !=
        std::string::npos);
  CHECK(site.Release({"20261121"}).code == kFailed);  // only its front
  CHECK(site.Release({kId, "--folder", "nosuch"}).errors.find("there are: ") !=
        std::string::npos);
  CHECK(site.Release({}).code == kUsage);
  CHECK(site.Queued().empty());
}

TEST_CASE("one release at a time") {
  HeldSite site;
  site.UseQueue("queue_store");
  const std::string place = site.Hold();
  const Fd other(::open(site.Path("spool/quarantine/" + place).c_str(),
                        O_RDONLY | O_CLOEXEC));
  REQUIRE(::flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  const CommandOutcome outcome = site.Release({kId});
  CHECK(outcome.code == kFailed);
  CHECK(outcome.errors.find("by somebody else") != std::string::npos);
  CHECK(site.Exists(place));
  CHECK(site.Queued().empty());
  ::flock(other.get(), LOCK_UN);
  CHECK(site.Release({kId}).code == kDone);
}

TEST_CASE("of many at once, one releases") {
  HeldSite site;
  site.UseQueue("queue_store");
  const std::string place = site.Hold();
  const ReleaseRequest request = site.Request(place);
  const HeldFiles files = OpenFiles(site);
  constexpr int kMany = 12;
  for (int i = 0; i < kMany; ++i) {
    if (::fork() == 0) {
      const ReleaseOutcome outcome = ReleaseMessage(files, request);
      ::_exit(outcome.result == ReleaseResult::kReleased ? 0 : 1);
    }
  }
  int released = 0;
  for (int i = 0; i < kMany; ++i) {
    int status = 0;
    REQUIRE(::wait(&status) > 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) ++released;
  }
  CHECK(released == 1);
  CHECK(site.Queued().size() == 1);
  CHECK(site.Files(".released").size() == 1);
}

TEST_CASE("a refusal of the queue puts it back where it was, name and all") {
  HeldSite site;
  std::string code;
  std::string meaning;
  SUBCASE("a full disk") {
    site.UseQueue("queue_fail");
    code = "53";
    meaning = "exit 53 (cannot write; disk full?)";
  }
  SUBCASE("refused for good") {
    site.UseQueue("queue_refuse");
    code = "31";
    meaning = "exit 31 (refused)";
  }
  SUBCASE("before it was read") {
    site.UseQueue("queue_halfread");
    code = "71";
    meaning = "exit 71 (deferred)";
  }
  SUBCASE("with a text") {
    site.UseQueue("queue_exit", "queue_exit.82");
    code = "82";
    meaning = "and said: the next queue says no (#5.7.1)";
  }
  SUBCASE("a code of qmail's that has no row") {
    site.UseQueue("queue_exit", "queue_exit.33");
    code = "33";
    meaning = "exit 33 (refused for good)";
  }
  SUBCASE("a code nobody knows") {
    site.UseQueue("queue_exit", "queue_exit.99");
    code = "99";
    meaning = "exit 99 (a temporary failure)";
  }
  SUBCASE("a crash") {
    site.UseQueue("queue_crash");
    code = "signal 11";
    meaning = "ended with signal 11";
  }
  SUBCASE("no such program") {
    std::filesystem::remove(site.Path("bin/qmail-queue"));
    code = "120";
    meaning = "cannot start the queue program";
  }
  std::string place = site.Hold();
  const std::string read = Replaced(place, "/new/", "/cur/") + ":2,FS";
  site.Rename(place, read);
  const std::string file = site.Read(read);
  const CommandOutcome outcome = site.Release({kId});
  CAPTURE(outcome.errors);
  CHECK(outcome.code == kFailed);
  CHECK(outcome.output.empty());
  CHECK(outcome.errors.find(meaning) != std::string::npos);
  CHECK(outcome.errors.find("back in virus") != std::string::npos);
  CHECK(site.Files(".virus") ==
        std::vector<std::string>{read.substr(read.find('/') + 1)});
  CHECK(site.Read(read) == file);
  CHECK(site.Files(".released").empty());
  const auto lines = site.Actions();
  REQUIRE(lines.size() == 3);
  CHECK(lines[2][6] == "failed " + code);
  site.UseQueue("queue_store", "now_it_works");
  CHECK(site.Release({kId}).code == kDone);
}

TEST_CASE("what is left marked is in doubt and waits for --again") {
  HeldSite site;
  site.UseQueue("queue_store");
  const std::string place = site.Hold();
  const std::string name = place.substr(place.find('/'));
  const std::string marked = ".released" + WithReleaseMark(name);
  site.Rename(place, marked);
  const CommandOutcome outcome = site.Release({kId});
  CHECK(outcome.code == kFailed);
  CHECK(outcome.errors.find("is in doubt") != std::string::npos);
  CHECK(outcome.errors.find("--again") != std::string::npos);
  CHECK(site.Exists(marked));
  CHECK(site.Queued().empty());
  // A second try that fails says nothing of the first.
  site.UseQueue("queue_fail");
  CHECK(site.Release({kId, "--again"}).errors.find("stays in doubt") !=
        std::string::npos);
  CHECK(site.Exists(marked));
  site.UseQueue("queue_store", "queue_store2");
  CHECK(site.Release({kId, "--again"}).code == kDone);
  CHECK(site.Queued().size() == 1);
  CHECK_FALSE(site.Exists(marked));
  CHECK(site.Exists(".released" + name));
}

TEST_CASE("a queue program that does not end leaves it in doubt") {
  HeldSite site;
  site.UseQueue("queue_slow", "queue_slow.5000");
  const std::string place = site.Hold();
  ReleaseRequest request = site.Request(place);
  request.deadline_ms = 200;
  const Deadline long_before_it_ends = Deadline::InMs(5000);
  const ReleaseOutcome outcome = ReleaseMessage(OpenFiles(site), request);
  CHECK_FALSE(long_before_it_ends.Passed());
  CHECK(outcome.result == ReleaseResult::kInDoubt);
  CHECK(outcome.text.find("in doubt") != std::string::npos);
  CHECK(site.Exists(".released" +
                    WithReleaseMark(place.substr(place.find('/')))));
  const auto lines = site.Actions();
  REQUIRE(lines.size() == 3);
  CHECK(lines[2][1] == "tester");
  CHECK(lines[2][6] == "in doubt");
  // The slow program still has its descriptors, but not the lock.
  CHECK(site.Release({kId}).errors.find("is in doubt") != std::string::npos);
}

TEST_CASE("a process killed on the way leaves it in doubt") {
  HeldSite site;
  site.UseQueue("queue_slow", "queue_slow.1500");
  const std::string place = site.Hold();
  const std::string marked =
      ".released" + WithReleaseMark(place.substr(place.find('/')));
  const HeldFiles files = OpenFiles(site);
  const ReleaseRequest request = site.Request(place);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::signal(SIGINT, SIG_DFL);  // doctest has a handler of its own
    static_cast<void>(ReleaseMessage(files, request).result);
    ::_exit(0);
  }
  CHECK(HasBegun(site));
  // ^C is held back until the queue has answered; a kill is not.
  ::kill(pid, SIGINT);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  ::kill(pid, SIGKILL);
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGKILL);
  CHECK(site.Exists(marked));
  CHECK(site.Files(".virus").empty());
  CHECK(site.Actions().back()[6] == "begun");
  CHECK(site.Release({kId}).errors.find("is in doubt") != std::string::npos);
}

TEST_CASE("a reader of the Maildir may move it during its release") {
  HeldSite site;
  site.UseQueue("queue_slow", "queue_slow.300");
  const std::string place = site.Hold();
  const std::string name = place.substr(place.rfind('/') + 1);
  const HeldFiles files = OpenFiles(site);
  ReleaseOutcome outcome;
  std::thread releasing(
      [&] { outcome = ReleaseMessage(files, site.Request(place)); });
  const std::string marked = WithReleaseMark(name);
  CHECK(HasBegun(site));
  if (site.Exists(".released/new/" + marked))
    site.Rename(".released/new/" + marked, ".released/cur/" + marked + ":2,S");
  releasing.join();
  CAPTURE(outcome.text);
  CHECK(outcome.result == ReleaseResult::kReleased);
  CHECK(site.Files(".released") ==
        std::vector<std::string>{"cur/" + name + ":2,S"});
}

TEST_CASE("a name that is taken in .released is not overwritten") {
  HeldSite site;
  site.UseQueue("queue_store");
  const std::string place = site.Hold();
  const std::string marked =
      ".released" + WithReleaseMark(place.substr(place.find('/')));
  site.Write(marked, "an older one");
  const CommandOutcome outcome = site.Release({kId, "--folder", "virus"});
  CHECK(outcome.code == kFailed);
  CHECK(site.Read(marked) == "an older one");
  CHECK(site.Exists(place));
  CHECK(site.Queued().empty());
}

}  // namespace
}  // namespace sallyport::test
