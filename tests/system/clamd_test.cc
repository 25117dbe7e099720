// The whole path with a real clamd, in the jail.

#include <doctest/doctest.h>

#include <filesystem>

#include "tests/scanners/clamd_daemon.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

std::string WithClamd(const std::string& servers,
                      const std::string& further = "") {
  return "scanners = [\"policy\", \"clamd\"]\n[scanner.clamd]\nservers = [" +
         servers + "]\n" + further;
}

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

}  // namespace

TEST_CASE("clamd's verdict decides, over either socket") {
  const ClamdDaemon clamd;
  for (const std::string& server : {clamd.socket(), clamd.address()}) {
    CAPTURE(server);
    Site site(WithClamd(Quoted(server)));
    const SendOutcome clean = site.Send(PlainMessage());
    INFO(clean.log);
    CHECK(clean.end.Succeeded());
    const SendOutcome refused =
        site.Send(MessageWithAttachment("a.bin", kClamdVirus));
    CHECK(refused.text.starts_with('D'));
    const auto rows = site.Log("messages.log");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].at("action") == "handoff");
    CHECK(rows[0].at("scanners").find("clamd:clean") != std::string::npos);
    CHECK(rows[1].at("action") == "hold+reject");
    CHECK(rows[1].at("finding") == kClamdVirusName);
    CHECK(site.Queued().size() == 1);
  }
}

TEST_CASE("with clamd gone the message is deferred, or the next is asked") {
  const ClamdDaemon clamd;
  Site site(WithClamd("\"/nowhere/clamd.ctl\""));
  const SendOutcome deferred = site.Send(PlainMessage());
  CHECK(deferred.text.starts_with('Z'));
  CHECK(site.Queued().empty());

  std::filesystem::create_directory(site.Path("down"));
  const std::string down = Quoted(site.Path("down"));
  const SendOutcome configured = site.Configure(
      WithClamd("\"/nowhere/clamd.ctl\", " + Quoted(clamd.socket()),
                "down_directory = " + down + "\nwrite = [" + down + "]\n"));
  REQUIRE(configured.end.Succeeded());
  const SendOutcome refused =
      site.Send(MessageWithAttachment("a.bin", kClamdVirus));
  INFO(refused.log);
  CHECK(refused.text.starts_with('D'));
  CHECK(std::filesystem::exists(
      site.Path("down/_2fnowhere_2fclamd.ctl")));
}
