// The whole path with a real c-icap and clamd, in the jail.

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <string>

#include "tests/scanners/c_icap_daemon.h"
#include "tests/scanners/scripted_server.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

std::string WithIcap(const std::string& urls, const std::string& further = "") {
  return "scanners = [\"policy\", \"icap\"]\n[scanner.icap]\nservers = [" +
         urls + "]\nmax_size = \"100M\"\n" + further;
}

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

}  // namespace

TEST_CASE("an ICAP server's verdict decides") {
  const CIcapDaemon c_icap;
  Site site(WithIcap(Quoted(c_icap.Url("avscan"))));
  const SendOutcome clean = site.Send(PlainMessage());
  INFO(clean.log);
  CHECK(clean.end.Succeeded());
  const SendOutcome refused =
      site.Send(MessageWithAttachment("a.bin", kClamdVirus));
  CHECK(refused.text.starts_with('D'));
  // c-icap looks into no images.
  const SendOutcome image = site.Send(MessageWithAttachment(
      "a.png", "\x89PNG\r\n\x1a\n" + std::string(5000, 'x')));
  CHECK(image.end.Succeeded());
  CHECK(site.Held(".error").size() == 1);
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].at("action") == "handoff");
  CHECK(ScannerText(rows[0], "icap").starts_with("C-ICAP/"));
  CHECK(rows[1].at("action") == "hold+reject");
  CHECK(rows[1].at("finding") == kClamdVirusName);
  CHECK(rows[2].at("action") == "hold");
  CHECK(rows[2].at("finding") == "the ICAP server did not want all of it");
  CHECK(site.Queued().size() == 1);
}

TEST_CASE("what a field of an ICAP server means can be configured") {
  const CIcapDaemon c_icap;
  Site site(WithIcap(Quoted(c_icap.Url("avscan")),
                     "proof = \"none\"\nrules = ['X-Other clean .', "
                     "'X-Infection-Found policy Threat=([^;]+)']\n"));
  site.Send(MessageWithAttachment("a.bin", kClamdVirus));
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("category") == "policy");
  CHECK(rows[0].at("finding") == kClamdVirusName);
}

#ifndef SALLYPORT_SANITIZED  // its shadow memory counts
TEST_CASE("a part larger than the memory of the scanner for ICAP") {
  const CIcapDaemon c_icap;
  Site site(WithIcap(Quoted(c_icap.Url("echoing")),
                     "echo = \"clean\"\nmemory = \"24M\"\n"));
  const SendOutcome clean = site.Send(
      MessageWithAttachment("a.bin", std::string(40 << 20, 'x')));
  INFO(clean.log);
  CHECK(clean.end.Succeeded());
  CHECK(site.Log("messages.log").back().at("action") == "handoff");
}
#endif

TEST_CASE("with the ICAP server gone or slow the message is deferred") {
  const CIcapDaemon c_icap;
  Site site(WithIcap("\"icap://127.0.0.1:1/avscan\""));
  CHECK(site.Send(PlainMessage()).text.starts_with('Z'));
  std::filesystem::create_directory(site.Path("down"));
  const std::string down = Quoted(site.Path("down"));
  REQUIRE(site.Configure(
                  WithIcap("\"icap://127.0.0.1:1/avscan\", " +
                               Quoted(c_icap.Url("avscan")),
                           "down_directory = " + down + "\nwrite = [" + down +
                               "]\n"))
              .end.Succeeded());
  CHECK(site.Send(PlainMessage()).end.Succeeded());
  // Who was down, and who has proven itself.
  CHECK(std::distance(std::filesystem::directory_iterator(site.Path("down")),
                      {}) == 2);
  // Never silent, and never at an end.
  const ScriptedServer slow([](int connection) {
    while (::send(connection, "I", 1, MSG_NOSIGNAL) == 1)
      ::usleep(200 * 1000);
  });
  REQUIRE(site.Configure(
                  WithIcap(Quoted("icap://" + slow.address() + "/avscan"),
                           "seconds = 2\n"))
              .end.Succeeded());
  const SendOutcome deferred = site.Send(PlainMessage());
  INFO(deferred.log);
  CHECK(deferred.text.starts_with('Z'));
  CHECK(deferred.seconds < 30);
  CHECK(site.Queued().size() == 1);
}
