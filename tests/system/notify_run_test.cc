// What runs of `sallyport notify` do one after another: limits, digests,
// alerts, logs that are renamed, queues that fail, runs that are killed.

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/child.h"
#include "tests/system/notify_site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

constexpr char kStranger[] = "stranger@example.net";

/// A queue program that does `what` with the one that stores in $store.
void UseScript(const NotifySite& site, const std::string& what) {
  fs::copy_file(BuildDirectory() + "/tests/fake/queue_store",
                site.Path("queue/store"),
                fs::copy_options::overwrite_existing);
  WriteWholeFile(site.Path("queue/new"),
                 "#!/bin/sh\nstore=" + site.Path("queue/store") + "\n" + what +
                     "\n",
                 0755);
  fs::rename(site.Path("queue/new"), site.Path("queue/qmail-queue"));
}

std::string ScannerThat(const std::string& does, const std::string& required) {
  return "scanners = [\"policy\", \"house\"]\n[scanner.house]\nprogram = \"" +
         BuildDirectory() + "/tests/fake/scanner_misbehave\"\nseconds = 2\n" +
         "do = \"" + does + "\"\nrequired = " + required +
         "\n[notify]\npostmaster = [\"boss@example.com\"]\n"
         "down_seconds = 2\n";
}

size_t CountIn(const std::string& text, const std::string& piece) {
  size_t count = 0;
  for (size_t at = text.find(piece); at != std::string::npos;
       at = text.find(piece, at + piece.size()))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("over the limit notices are counted, and told with the next") {
  NotifySite site(kTellSender + std::string("per_hour = 2\n"));
  for (int i = 0; i < 5; ++i)
    site.HoldRelayed("far@example.org", "user@example.com");
  site.HoldRelayed("far@example.org", "other@example.com");
  site.NotifyAll();
  size_t to_user = 0;
  for (const Told& told : site.AllTold()) {
    to_user += told.recipients[0] == "user@example.com";
    CHECK(told.message.find("further notices") == std::string::npos);
  }
  CHECK(to_user == 2);
  CHECK(site.AllTold().size() == 3);
  // The hour is over.
  site.AgeNotices(3601);
  site.HoldRelayed("far@example.org", "user@example.com");
  const auto told = site.Notify();
  REQUIRE(told.size() == 1);
  CHECK(told.at("user@example.com").Body().find("\n3 further notices") !=
        std::string::npos);
  site.HoldRelayed("far@example.org", "user@example.com");
  CHECK(site.Notify().at("user@example.com").Body().find("further") ==
        std::string::npos);
}

TEST_CASE("the limit of all notices holds for all addresses together") {
  NotifySite site(kTellAll + std::string("all_per_hour = 3\n"));
  for (int i = 0; i < 4; ++i)
    site.Hold("user" + std::to_string(i) + "@example.com", kStranger);
  site.NotifyAll();
  CHECK(site.AllTold().size() == 3);
}

TEST_CASE("a digest lists what was held since the last one, each once") {
  NotifySite site(kDigests);
  site.Hold("a@example.com", kStranger);
  const std::string first = site.LastId();
  site.Hold("far@example.org", kStranger);
  CHECK(site.Notify().empty());
  // What a program sent is looked for, too.
  site.Hold("a@example.com", "", "Precedence: bulk\n");
  const std::string second = site.LastId();
  site.Hold("b@example.com", kStranger);
  const std::string other = site.LastId();
  auto told = site.Notify({"--digest"});
  REQUIRE(told.size() == 2);
  const std::string a = told.at("a@example.com").message;
  CHECK(CountIn(a, first) == 1);
  CHECK(CountIn(a, second) == 1);
  CHECK(CountIn(a, other) == 0);
  CHECK(CountIn(a, "with an attachment") == 2);
  CHECK(told.at("a@example.com").sender.empty());
  CHECK(told.at("a@example.com").Field("Subject") ==
        "Messages held for you: 2");
  CHECK(CountIn(told.at("b@example.com").message, other) == 1);
  CheckHarmless(told.at("a@example.com"));
  CHECK(site.Notify({"--digest"}).empty());
  site.Hold("a@example.com", kStranger);
  told = site.Notify({"--digest"});
  REQUIRE(told.size() == 1);
  CHECK(CountIn(told.at("a@example.com").message, "Id: ") == 1);
  CHECK(CountIn(told.at("a@example.com").message, site.LastId()) == 1);
}

TEST_CASE("a digest is bounded, and leaves out what was released since") {
  NotifySite site(kDigests + std::string("digest_items = 2\n"));
  for (int i = 0; i < 4; ++i) site.Hold("a@example.com", kStranger);
  site.Notify();
  const std::string released = site.LastId();
  REQUIRE(site.Run({"release", released}).end.Succeeded());
  site.Notify();
  const auto told = site.Notify({"--digest"});
  REQUIRE(told.size() == 1);
  const std::string body = told.at("a@example.com").Body();
  CHECK(CountIn(body, "Id: ") == 2);
  CHECK(CountIn(body, "1 further messages") == 1);
  CHECK(CountIn(body, released) == 0);
}

TEST_CASE("categories that no digest is to list are in none") {
  NotifySite site("[notify]\ndomains = [\"example.com\"]\n"
                  "digest = [\"spam\"]\n[[domain]]\n"
                  "recipient = \"listed.example.com\"\n"
                  "notify.digest = [\"attachment\"]\n");
  site.Hold("a@example.com", kStranger);
  site.Hold("a@listed.example.com", kStranger);
  const auto told = site.Notify({"--digest"});
  REQUIRE(told.size() == 1);
  CHECK(told.count("a@listed.example.com") == 1);
}

TEST_CASE("a required scanner that is down is told once, and once when back") {
  NotifySite site("");
  REQUIRE(site.Configure(ScannerThat("exit:7", "true")).end.Succeeded());
  CHECK(!site.Send(PlainMessage("1\n")).end.Succeeded());
  CHECK(site.Notify().empty());
  ::sleep(2);
  CHECK(!site.Send(PlainMessage("2\n")).end.Succeeded());
  auto told = site.Notify();
  REQUIRE(told.size() == 1);
  const Told& down = told.at("boss@example.com");
  CHECK(down.sender.empty());
  CHECK(down.Field("Subject").find("Scanner house at") == 0);
  CHECK(down.Body().find("exit 7") != std::string::npos);
  CHECK(down.Body().find("2 failed") != std::string::npos);
  CHECK(!site.Send(PlainMessage("3\n")).end.Succeeded());
  CHECK(site.Notify().empty());
  // An hour later, and it still fails.
  site.AgeAlert("house", 3700);
  CHECK(!site.Send(PlainMessage("4\n")).end.Succeeded());
  told = site.Notify();
  REQUIRE(told.size() == 1);
  CHECK(told.at("boss@example.com").Body().find("4 failed") !=
        std::string::npos);
  REQUIRE(site.Configure(ScannerThat("clean", "true")).end.Succeeded());
  CHECK(site.Send(PlainMessage("5\n")).end.Succeeded());
  told = site.NotifyTo("boss@example.com");
  REQUIRE(told.size() == 1);
  CHECK(told.at("boss@example.com").Field("Subject").find("answers again") !=
        std::string::npos);
  CHECK(site.NotifyTo("boss@example.com").empty());
}

TEST_CASE("without a word in the configuration a scanner's alert is sent") {
  NotifySite site("");
  std::string settings = ScannerThat("exit:7", "true");
  settings.resize(settings.find("[notify]"));
  REQUIRE(site.Configure(settings).end.Succeeded());
  site.Send(PlainMessage("1\n"));
  CHECK(site.Notify().empty());
  site.AgeTrouble("house", 295);
  CHECK(site.Notify().empty());
  site.AgeTrouble("house", 10);
  const auto told = site.Notify();
  REQUIRE(told.size() == 1);
  CHECK(told.at("postmaster").Field("From").starts_with("postmaster@"));
}

TEST_CASE("no alert of a scanner that need not work, or works in between") {
  NotifySite site("");
  SUBCASE("optional") {
    REQUIRE(site.Configure(ScannerThat("exit:7", "false")).end.Succeeded());
    site.Send(PlainMessage("1\n"));
    ::sleep(2);
    site.Send(PlainMessage("2\n"));
  }
  SUBCASE("a success in between") {
    REQUIRE(site.Configure(ScannerThat("exit:7", "true")).end.Succeeded());
    site.Send(PlainMessage("1\n"));
    ::sleep(2);
    REQUIRE(site.Configure(ScannerThat("clean", "true")).end.Succeeded());
    site.Send(PlainMessage("2\n"));
    REQUIRE(site.Configure(ScannerThat("exit:7", "true")).end.Succeeded());
    site.Send(PlainMessage("3\n"));
  }
  CHECK(site.NotifyTo("boss@example.com").empty());
}

TEST_CASE("a log that is renamed is read to its end, and the next after it") {
  NotifySite site(kTellAll);
  site.Hold("a@example.com", kStranger);
  CHECK(site.Notify().size() == 2);
  site.Hold("b@example.com", kStranger);
  for (const char* name : {"messages.log", "viruses.log"})
    fs::rename(site.Path("spool/log/" + std::string(name)),
               site.Path("spool/log/" + std::string(name) + ".2"));
  site.Hold("c@example.com", kStranger);
  for (const char* name : {"messages.log", "viruses.log"})
    fs::rename(site.Path("spool/log/" + std::string(name)),
               site.Path("spool/log/" + std::string(name) + ".1"));
  site.Hold("d@example.com", kStranger);
  site.NotifyAll();
  std::vector<std::string> recipients;
  for (const Told& told : site.AllTold())
    if (told.recipients[0] != "boss@example.com")
      recipients.push_back(told.recipients[0]);
  CHECK(recipients ==
        std::vector<std::string>{"a@example.com", "b@example.com",
                                 "c@example.com", "d@example.com"});
  CHECK(site.errors().empty());
  CHECK(site.Notify().empty());
}

TEST_CASE("a place that is lost begins at the end, and says so") {
  NotifySite site(kTellAll);
  site.Hold("a@example.com", kStranger);
  site.Notify();
  site.Hold("b@example.com", kStranger);
  SUBCASE("a damaged state") {
    WriteWholeFile(site.Path("spool/state/notify"), "sallyport-notify\t1\n");
    CHECK(site.Notify().empty());
    CHECK(site.errors().find("damaged") != std::string::npos);
  }
  SUBCASE("a cut state") {
    const std::string path = site.Path("spool/state/notify");
    const std::string text = ReadWholeFile(path);
    WriteWholeFile(path, text.substr(0, text.size() - 5));
    CHECK(site.Notify().empty());
    CHECK(site.errors().find("damaged") != std::string::npos);
  }
  SUBCASE("a log of before, and its copy") {
    const std::string log = site.Path("spool/log/viruses.log");
    const std::string text = ReadWholeFile(log);
    // Only its first lines, with other bytes.
    WriteWholeFile(log + ".new", text.substr(0, text.find('\n') + 1) +
                                     "2001-01-01T00:00:00.000Z\t" +
                                     text.substr(text.find('\n') + 1 + 25));
    fs::rename(log + ".new", log);
    CHECK(site.Notify().empty());
    CHECK(site.errors().find("goes on from its end") != std::string::npos);
  }
  site.Hold("c@example.com", kStranger);
  CHECK(site.Notify().count("c@example.com") == 1);
  CHECK(site.errors().empty());
}

TEST_CASE("what the queue program does not take stays due") {
  NotifySite site(kTellAll);
  site.Hold("user@example.com", kStranger);
  site.UseQueue("queue_fail");
  CHECK(site.Notify().empty());
  CHECK(site.end().code == 1);
  CHECK(site.errors().find("stays due") != std::string::npos);
  CHECK(site.errors().find("53") != std::string::npos);
  CHECK(site.Notify().empty());
  CHECK(site.errors().find("stays due") != std::string::npos);
  site.UseQueue("queue_store");
  CHECK(site.Notify().size() == 2);
  CHECK(site.end().code == 0);
  CHECK(site.Notify().empty());
}

TEST_CASE("a refusal for good gives up that notice, and says so") {
  NotifySite site(kTellAll);
  site.Hold("user@example.com", kStranger);
  UseScript(site, "exit 31");
  CHECK(site.Notify().empty());
  CHECK(CountIn(site.errors(), "is given up") == 2);
  site.UseQueue("queue_store");
  CHECK(site.Notify().empty());
}

TEST_CASE("a run that is killed after sending sends one notice again, once") {
  NotifySite site(kTellAll);
  for (int i = 0; i < 3; ++i) site.Hold("user@example.com", kStranger);
  UseScript(site, "$store; kill -9 $PPID; exit 0");
  for (int i = 0; i < 20; ++i) site.NotifyAll();
  // Three to each of two, each twice at most.
  const size_t told = site.AllTold().size();
  CHECK(told == 12);
  site.UseQueue("queue_store");
  site.NotifyAll();
  CHECK(site.AllTold().size() == told);
  CHECK(site.end().code == 0);
}

TEST_CASE("digests of a run that is killed are sent by those that follow") {
  NotifySite site(kDigests);
  std::vector<std::string> ids;
  for (const char* to : {"a@example.com", "b@example.com", "c@example.com"}) {
    site.Hold(to, kStranger);
    ids.push_back(site.LastId());
  }
  UseScript(site, "$store; kill -9 $PPID; exit 0");
  site.NotifyDigest();
  CHECK(site.AllTold().size() == 1);
  // What is held meanwhile is for the next digest.
  site.Hold("a@example.com", kStranger);
  const std::string later = site.LastId();
  site.NotifyAll();
  site.UseQueue("queue_store");
  site.NotifyAll();
  const std::vector<Told> all = site.AllTold();
  CHECK(all.size() == 4);
  for (size_t i = 0; i < ids.size(); ++i) {
    size_t listed = 0;
    for (const Told& told : all) listed += CountIn(told.message, ids[i]);
    CHECK(listed == (i == 0 ? 2 : 1));
  }
  for (const Told& told : all) CHECK(CountIn(told.message, later) == 0);
  const auto told = site.Notify({"--digest"});
  REQUIRE(told.size() == 1);
  CHECK(CountIn(told.at("a@example.com").message, later) == 1);
  CHECK(CountIn(told.at("a@example.com").message, ids[0]) == 0);
}

TEST_CASE("a run that is killed before sending sends in the next") {
  NotifySite site(kTellAll);
  site.Hold("user@example.com", kStranger);
  UseScript(site, "kill -9 $PPID; exit 53");
  site.NotifyAll();
  CHECK(!site.end().exited);
  site.UseQueue("queue_store");
  CHECK(site.Notify().size() == 2);
}

TEST_CASE("of two runs at once one does nothing") {
  NotifySite site(kTellAll);
  for (int i = 0; i < 4; ++i)
    site.Hold("user" + std::to_string(i) + "@example.com", kStranger);
  UseScript(site, "sleep 0.2; exec $store");
  const std::vector<ChildEnd> ends = site.NotifyAtOnce(4);
  for (const ChildEnd& end : ends) CHECK(end.Succeeded());
  std::vector<std::string> ids;
  for (const Told& told : site.AllTold())
    ids.push_back(told.Field("Message-ID"));
  std::sort(ids.begin(), ids.end());
  CHECK(ids.size() == 8);
  CHECK(std::unique(ids.begin(), ids.end()) == ids.end());
}

TEST_CASE("a dry run shows what would be sent, and changes nothing") {
  NotifySite site(kTellAll + std::string("digest = [\"attachment\"]\n"));
  site.Hold("user@example.com", kStranger);
  const std::string before = ReadWholeFile(site.Path("spool/state/notify"));
  for (int i = 0; i < 2; ++i) {
    CHECK(site.Notify({"--dry-run", "--digest"}).empty());
    CHECK(site.end().code == 0);
    CHECK(CountIn(site.output(), "==== ") == 3);
    for (const char* piece :
         {"==== postmaster notice from <> to <boss@example.com>",
          "==== recipient notice from <> to <user@example.com>",
          "==== digest notice from <> to <user@example.com>",
          "Auto-Submitted: auto-generated\n", "Messages held for you: 1\n"})
      CHECK(site.output().find(piece) != std::string::npos);
  }
  CHECK(ReadWholeFile(site.Path("spool/state/notify")) == before);
  CHECK(site.Notify().size() == 2);
  CHECK(site.Notify({"--digest"}).size() == 1);
}
