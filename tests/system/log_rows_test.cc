// Every column of the two logs, and the line for multilog, for messages that
// go each way.

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

#include "base/sha256.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

/// All columns but the times, which are numbers.
std::string Text(const Row& row, const std::vector<std::string>& columns) {
  std::string text;
  for (const std::string& column : columns)
    text += (text.empty() ? "" : " ") + column + "=" + row.at(column);
  return text;
}

const std::vector<std::string> kColumns = {
    "uid",    "relay",    "client",  "sender", "rcpts", "bytes", "parts",
    "action", "category", "finding", "part",   "lane"};

}  // namespace

TEST_CASE("messages.log tells all of a message that is handed on") {
  Site site;
  const std::string message = PlainMessage();
  const SendOutcome outcome = site.Send(message);
  const Row row = site.Log("messages.log").at(0);
  CHECK(Text(row, kColumns) ==
        "uid=" + std::to_string(::getuid()) +
            " relay=192.0.2.1 client=network sender=sender@example.net "
            "rcpts=1 bytes=" +
            std::to_string(message.size()) +
            " parts=2 action=handoff category=- finding=- part=- lane=main");
  for (const char* time :
       {"wait_ms", "receive_ms", "unpack_ms", "scan_ms", "total_ms"}) {
    CAPTURE(std::string(time));
    CHECK(row.at(time).find_first_not_of("0123456789") == std::string::npos);
  }
  CHECK(outcome.log ==
        "sallyport: " + row.at("id") + " handoff - 192.0.2.1\n");
}

TEST_CASE("messages.log and viruses.log tell all of a refused one") {
  Site site;
  const std::string message = MessageWithAttachment("a.exe", "abc");
  const SendOutcome outcome = site.Send(message);
  const Row row = site.Log("messages.log").at(0);
  CHECK(Text(row, kColumns) ==
        "uid=" + std::to_string(::getuid()) +
            " relay=192.0.2.1 client=network sender=sender@example.net "
            "rcpts=1 bytes=" +
            std::to_string(message.size()) +
            " parts=3 action=hold+reject category=attachment "
            "finding=executable part=2 lane=main");
  CHECK(outcome.log ==
        "sallyport: " + row.at("id") + " hold+reject attachment 192.0.2.1\n");
  const Row found = site.Log("viruses.log").at(0);
  CHECK(Text(found, {"time", "id", "qp"}) == Text(row, {"time", "id", "qp"}));
  CHECK(Text(found, {"relay", "sender", "recipients", "subject", "action",
                     "category", "finding", "part", "names", "scanner",
                     "folder", "sha256"}) ==
        "relay=192.0.2.1 sender=sender@example.net "
        "recipients=user@example.com subject=with an attachment "
        "action=hold+reject category=attachment finding=executable part=2 "
        "names=a.exe scanner=policy folder=.attachment sha256=" +
            Hex(Sha256Of("abc")));
  CHECK(found.at("engine") == ScannerText(row, "policy"));
  CHECK(found.at("engine") != "-");
}

TEST_CASE("a deferral tells stage and reason, and what the scanner said") {
  Site site("scanners = [\"policy\", \"bad\"]\n[scanner.bad]\nprogram = \"" +
            BuildDirectory() +
            "/tests/fake/scanner_misbehave\"\ndo = \"no such\"\n");
  const SendOutcome outcome = site.Send(PlainMessage());
  const Row row = site.Log("messages.log").at(0);
  CHECK(Text(row, {"action", "category", "finding", "part"}) ==
        "action=defer category=- finding=bad: exit 100 part=-");
  const std::string front = "sallyport: " + row.at("id") + " ";
  CHECK(outcome.log ==
        front + "bad: misbehave: unknown behaviour\n" + front +
            "bad: unscanned: exit 100\n" + front +
            "defer - 192.0.2.1 bad: exit 100\n");
}

TEST_CASE("a scanner that cannot be started is told from one that failed") {
  Site site;
  WriteWholeFile(site.Path("plugin"), "#!/nonexistent\n", 0755);
  REQUIRE(site.Configure("scanners = [\"policy\", \"bad\"]\n[scanner.bad]\n"
                         "program = \"" +
                         site.Path("plugin") + "\"\n")
              .end.Succeeded());
  CHECK(site.Send(PlainMessage()).end.code == 82);
  CHECK(site.Log("messages.log").at(0).at("finding") ==
        "bad: cannot be started");
}
