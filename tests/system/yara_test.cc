// The whole path with rules of the site, in the jail.

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/system/site.h"
#include "tests/system/yara_site.h"

using namespace sallyport;
using namespace sallyport::test;

TEST_CASE("yara: rules of the site find viruses and spam") {
  const YaraSite rules;
  Site site(rules.Config());
  CHECK(site.Send(YaraSite::Mail("hello")).end.Succeeded());
  CHECK(site.Send(YaraSite::Mail("badword")).text.starts_with('D'));
  CHECK(site.Send(YaraSite::Mail("Dear friend")).end.Succeeded());
  CHECK(site.Send(MessageWithAttachment("a.evil", "x")).text.starts_with('D'));
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].at("action") == "handoff");
  CHECK(rows[1].at("category") == "virus");
  CHECK(rows[1].at("finding") == "Bad_Word");
  CHECK(rows[2].at("action") == "hold");
  CHECK(rows[2].at("category") == "spam");
  CHECK(rows[2].at("finding") == "Dear");
  CHECK(rows[3].at("finding") == "Bad.Name");
  CHECK(ScannerText(rows[0], "yara").starts_with("yara 4."));
  CHECK(site.Held(".virus").size() == 2);
  CHECK(site.Held(".spam").size() == 1);
}

TEST_CASE("yara: exceptions lift only what the configuration lets them") {
  const YaraSite rules;
  const std::string mail = MessageWithAttachment("a.evil", "x");
  Site site(rules.Config());
  CHECK(site.Send(mail, From("known@example.net")).text.starts_with('D'));
  REQUIRE(site.Configure(rules.Config("may_except = [\"attachment\"]\n"))
              .end.Succeeded());
  CHECK(site.Send(mail, From("known@example.net")).text.starts_with('D'));
  REQUIRE(site.Configure(rules.Config("may_except = [\"virus\", \"spam\"]\n"))
              .end.Succeeded());
  const SendOutcome lifted = site.Send(mail, From("known@example.net"));
  CHECK(lifted.end.Succeeded());
  CHECK(lifted.text == "");
  CHECK(lifted.log.find(" virus-ex by yara: Bad.Name (yara, part ") !=
        std::string::npos);
  WriteWholeFile(site.Path("mail"), mail);
  const auto scan = [&site](std::vector<std::string> further) {
    further.insert(further.begin(), {"scan", "--sender", "known@example.net"});
    further.push_back(site.Path("mail"));
    return site.Run(further).text;
  };
  CHECK(scan({}).find("lifted by yara: virus by yara: Bad.Name\n") !=
        std::string::npos);
  CHECK(scan({"--json"}).find("\"lifted_by\":\"yara\"") !=
        std::string::npos);
  CHECK(site.Send(mail, From("other@example.net")).text.starts_with('D'));
  CHECK(site.Send(YaraSite::Mail("Dear friend"), From("known@example.net"))
            .end.Succeeded());
  // A program's name is no virus: it stays what it is.
  CHECK(site.Send(MessageWithAttachment("a.exe", "x"),
                  From("known@example.net"))
            .text.starts_with('D'));
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 6);
  CHECK(rows[1].at("category") == "virus");
  CHECK(rows[2].at("action") == "handoff");
  CHECK(rows[2].at("category") == "virus-ex");
  CHECK(rows[2].at("finding") == "Bad.Name");
  CHECK(rows[2].at("part") != "-");
  CHECK(rows[3].at("category") == "virus");
  CHECK(rows[4].at("action") == "handoff");
  CHECK(rows[4].at("category") == "spam-ex");
  CHECK(rows[5].at("category") == "attachment");
}

TEST_CASE("yara: without its rules as they were compiled mail is deferred") {
  namespace fs = std::filesystem;
  const YaraSite rules;
  Site site(rules.Config());
  const std::string file = site.Path("etc/live/yara.rules");
  const std::string whole = ReadWholeFile(file);
  const auto deferred = [&site] {
    const SendOutcome outcome = site.Send(YaraSite::Mail("hello"));
    INFO(outcome.log);
    return outcome.text.starts_with('Z') && site.Queued().empty();
  };
  WriteWholeFile(file, whole.substr(0, whole.size() - 1));
  CHECK(deferred());
  std::string damaged = whole;
  damaged[damaged.size() / 2] ^= 1;
  WriteWholeFile(file, damaged);
  CHECK(deferred());
  std::string other = whole;
  other.replace(other.find("yara 4."), 7, "yara 3.");
  WriteWholeFile(file, other);
  CHECK(deferred());
  WriteWholeFile(file, whole, 0000);
  if (::geteuid() != 0) CHECK(deferred());
  fs::permissions(file, fs::perms(0600));
  fs::rename(file, file + ".away");
  CHECK(deferred());
  fs::rename(file + ".away", file);
  CHECK(site.Send(YaraSite::Mail("hello")).text == "");
  CHECK(site.Queued().size() == 1);
}
