// `sallyport scan` says what the gate does with the same message, in text and
// JSON, and keeps nothing.

#include <doctest/doctest.h>
#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/fd.h"
#include "base/sha256.h"
#include "tests/system/site.h"
#include "tests/system/spool_tree.h"

using namespace sallyport;
using namespace sallyport::test;
using nlohmann::json;

namespace {

constexpr char kHost[] = "hostname = \"mx.example.com\"\n";

/// A site with the scanner "fake" after the policy.
std::string Settings(const std::string& behaviour,
                     const std::string& more = "") {
  return std::string(kHost) +
         "scanners = [\"policy\", \"fake\"]\n[scanner.fake]\nprogram = \"" +
         BuildDirectory() + "/tests/fake/scanner_misbehave\"\nseconds = 2\n" +
         "do = \"" + behaviour + "\"\n" + more;
}

SendOutcome Scan(const Site& site, const std::string& message,
                 std::vector<std::string> options = {}) {
  WriteWholeFile(site.Path("message.eml"), message);
  options.insert(options.begin(), {"scan", site.Path("message.eml")});
  return site.Run(options);
}

json ScanJson(const Site& site, const std::string& message,
              std::vector<std::string> options = {}) {
  options.push_back("--json");
  const SendOutcome outcome = Scan(site, message, options);
  INFO(outcome.log);
  REQUIRE(std::count(outcome.text.begin(), outcome.text.end(), '\n') == 1);
  return json::parse(outcome.text);
}

bool Has(const SendOutcome& outcome, const std::string& text) {
  return outcome.text.find(text) != std::string::npos;
}

bool IsPlain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\n' || (c >= ' ' && c <= '~');
  });
}

/// A message inside a message, with a program in the inner one.
std::string NestedMessage() {
  return "From: a@example.net\nMIME-Version: 1.0\n"
         "Content-Type: multipart/mixed; boundary=outer\n\n"
         "--outer\nContent-Type: text/plain\n\nOuter.\n"
         "--outer\nContent-Type: message/rfc822\n\n" +
         MessageWithAttachment("game.exe", "no program") + "\n--outer--\n";
}

/// Part lines differ with the unpacker; their order and depth must not.
size_t DepthOf(const std::string& text, const std::string& piece) {
  const size_t at = text.find(piece);
  REQUIRE(at != std::string::npos);
  const size_t line = text.rfind('\n', at) + 1;
  return text.find_first_not_of(' ', line) - line;
}

}  // namespace

TEST_CASE("scan shows parts, scanners, recipients and the answer") {
  const Site site(Settings("virus"));
  const KeepsNothing nothing(site);
  const std::string message =
      MessageWithAttachment("note.txt", "SALLYPORT-TEST-VIRUS\n");
  const SendOutcome outcome = Scan(site, message);
  INFO(outcome.log);
  CHECK(outcome.end.code == 1);
  const std::string text = WithoutTimes(outcome.text);
  const std::string golden =
      site.Path("message.eml") + "\n  0 message message/rfc822, " +
      std::to_string(message.size()) +
      " bytes\n"
      "    1 leaf text/plain, 19 bytes\n"
      "    2 leaf text/plain, 21 bytes: note.txt\n"
      "      * virus by fake: Test.String\n"
      "scanner policy: clean, N ms, POLICY\n"
      "scanner fake: found, N ms, misbehave 1.0\n"
      "refused, held in .virus: postmaster@mx.example.com\n"
      "answer: refused (hold+reject), part 2, virus by fake: Test.String\n"
      "client: message refused by the policy of this site\n";
  CHECK(text == golden);
}

TEST_CASE("scan moves parts in below what they lie in") {
  const Site site;
  const KeepsNothing nothing(site);
  const SendOutcome outcome = Scan(site, NestedMessage());
  CHECK(outcome.end.code == 1);
  INFO(outcome.text);
  CHECK(DepthOf(outcome.text, "0 message") == 2);
  CHECK(DepthOf(outcome.text, "1 leaf text/plain") == 4);
  CHECK(DepthOf(outcome.text, ": game.exe") > 4);
  CHECK(DepthOf(outcome.text, "* attachment by policy: executable") ==
        DepthOf(outcome.text, ": game.exe") + 2);
}

TEST_CASE("scan agrees with the gate and its exit code says so") {
  const struct {
    const char* behaviour;
    int code;
    const char* fate;
    const char* action;
  } rows[] = {{"clean", 0, "handed on", "handoff"},
              {"say:spam=6=why", 0, "tagged", "tag"},
              {"say:spam=12=why", 1, "held", "hold"},
              {"say:spam=20=why", 1, "refused", "reject"},
              {"say:virus=Some.Name=0", 1, "refused", "hold+reject"},
              {"exit1", 3, "deferred", "defer"},
              {"hang", 3, "deferred", "defer"}};
  for (const auto& row : rows) {
    CAPTURE(row.behaviour);
    Site site(Settings(row.behaviour));
    {
      const KeepsNothing nothing(site);
      const SendOutcome outcome = Scan(site, PlainMessage());
      CHECK(outcome.end.code == row.code);
      const json told = ScanJson(site, PlainMessage());
      CHECK(told["recipients"][0]["fate"] == row.fate);
      CHECK(told["action"] == row.action);
    }
    site.Send(PlainMessage());
    CHECK(site.Log("messages.log").at(0).at("action") == row.action);
  }
}

TEST_CASE("scan tells why a message would be deferred") {
  const Site site(Settings("exit:7"));
  const KeepsNothing nothing(site);
  const SendOutcome outcome = Scan(site, PlainMessage());
  CHECK(WithoutTimes(outcome.text).find(
            "scanner fake: unscanned, N ms: exit 7\n") != std::string::npos);
  CHECK(Has(outcome, "deferred: postmaster@mx.example.com\n"));
  CHECK(Has(outcome, "answer: deferred (defer): fake: exit 7\n"));
  CHECK(Has(outcome, "client: message cannot be checked now"));
}

TEST_CASE("an optional scanner that fails is told and defers nothing") {
  const Site site(Settings("exit1", "required = false\n"));
  const KeepsNothing nothing(site);
  const SendOutcome outcome = Scan(site, PlainMessage());
  CHECK(outcome.end.code == 0);
  CHECK(Has(outcome, "scanner fake: unscanned, optional, "));
}

TEST_CASE("scan goes by the settings of each recipient") {
  const Site site(Settings("say:virus=Some.Name=0",
                           "[[domain]]\nrecipient = [\"a.example\"]\n"
                           "action.virus = \"deliver\"\n"));
  const KeepsNothing nothing(site);
  const json told =
      ScanJson(site, PlainMessage(),
               {"--recipient", "u@a.example", "--recipient", "u@b.example"});
  REQUIRE(told["recipients"].size() == 2);
  CHECK(told["recipients"][0]["recipient"] == "u@a.example");
  CHECK(told["recipients"][0]["fate"] == "handed on");
  CHECK(told["recipients"][1]["fate"] == "held");
  CHECK(told["recipients"][1]["folder"] == ".virus");
  CHECK(told["answer"] == "accepted");
  CHECK(told["action"] == "reject>hold");
  CHECK(Scan(site, PlainMessage(), {"--recipient", "u@a.example"}).end.code ==
        0);
}

TEST_CASE("sender, client and relay reach the rules") {
  const Site site(kHost, R"([[rule]]
name = "from there"
category = "policy"
sender = ["bad@example.net"]
[[rule]]
name = "relayed"
category = "policy"
client = ["relay"]
[[rule]]
name = "that address"
category = "policy"
client = ["192.0.2.7"]
)");
  const KeepsNothing nothing(site);
  const auto code = [&](std::vector<std::string> options) {
    return Scan(site, PlainMessage(), std::move(options)).end.code;
  };
  CHECK(code({}) == 0);
  CHECK(code({"--sender", ""}) == 0);
  CHECK(code({"--sender", "good@example.net"}) == 0);
  CHECK(code({"--sender", "bad@example.net"}) == 1);
  CHECK(code({"--client", "local"}) == 0);
  CHECK(code({"--client", "relay"}) == 1);
  CHECK(code({"--relay", "192.0.2.6"}) == 0);
  CHECK(code({"--relay", "192.0.2.7"}) == 1);
}

TEST_CASE("what may not be refused is held, as in the gate") {
  const Site site(kHost);
  const KeepsNothing nothing(site);
  const std::string message = MessageWithAttachment("a.exe", "x");
  CHECK(ScanJson(site, message)["answer"] == "refused");
  const json told = ScanJson(site, "Delivered-To: u@example.com\n" + message);
  CHECK(told["answer"] == "accepted");
  CHECK(told["recipients"][0]["fate"] == "held");
}

TEST_CASE("nothing that a sender or scanner wrote reaches a terminal") {
  const Site site(
      Settings(R"(say:policy=bad\u009b31m\u202Ename=0)"));
  const KeepsNothing nothing(site);
  const std::string message = MessageWithAttachment(
      "a\x1b[2Jb\xe2\x80\xae" "c\x07.exe", "x");
  for (const char* option : {"--client=network", "--json"}) {
    const SendOutcome outcome = Scan(site, message, {option});
    INFO(outcome.text);
    CHECK(outcome.end.code == 1);
    CHECK(IsPlain(outcome.text));
    CHECK(outcome.text.find("\\x1b[2J") != std::string::npos);
  }
  // Its own name, too.
  const std::string odd = site.Path("odd\x1b[2J.eml");
  WriteWholeFile(odd, PlainMessage());
  CHECK(IsPlain(site.Run({"scan", odd}).text));
  CHECK(IsPlain(site.Run({"scan", odd + "\x07"}).log));
}

TEST_CASE("standard input is read to its end, byte for byte") {
  const Site site(kHost);
  const KeepsNothing nothing(site);
  const std::string message =
      PlainMessage(std::string("NUL \0, CR \r\r\n end", 17)) +
      std::string(700000, 'x');
  WriteWholeFile(site.Path("in"), message);
  const Fd in(::open(site.Path("in").c_str(), O_RDONLY | O_CLOEXEC));
  const Fd out(::open(site.Path("out").c_str(),
                      O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  ChildSpec spec;
  spec.program = BuildDirectory() + "/bin/sallyport";
  spec.arguments = {"sallyport", "-c", site.Path("etc/sallyport.toml"),
                    "scan", "--json", "-"};
  spec.descriptors = {in.get(), out.get(), 2};
  Result<pid_t> pid = Spawn(spec);
  REQUIRE(pid.ok());
  Child child(pid.value());
  Result<ChildEnd> end = child.Wait(Deadline::InMs(60000));
  REQUIRE(end.ok());
  CHECK(end.value().Succeeded());
  const json told = json::parse(ReadWholeFile(site.Path("out")));
  CHECK(told["file"] == "-");
  CHECK(told["bytes"] == message.size());
  CHECK(told["sha256"] == Hex(Sha256Of(message)));
  CHECK(told["parts"][0]["sha256"] == Hex(Sha256Of(message)));
}

TEST_CASE("of several files the gravest answer is the exit code") {
  const Site site(kHost);
  const KeepsNothing nothing(site);
  const std::string good = site.Path("good");
  const std::string bad = site.Path("bad");
  WriteWholeFile(good, PlainMessage());
  WriteWholeFile(bad, MessageWithAttachment("a.exe", "x"));
  CHECK(site.Run({"scan", good, good}).end.code == 0);
  CHECK(site.Run({"scan", bad, good}).end.code == 1);
  const SendOutcome all = site.Run({"scan", bad, site.Path("gone"), good});
  CHECK(all.end.code == 3);
  CHECK(Has(all, good + "\n"));
  CHECK(all.log.find("gone: open: No such file") != std::string::npos);
  CHECK(site.Run({"scan", site.path()}).end.code == 3);
}

TEST_CASE("a message over the limit is not scanned") {
  const Site site(std::string(kHost) + "[limits]\nmessage_bytes = 2000\n");
  const KeepsNothing nothing(site);
  CHECK(Scan(site, PlainMessage()).end.code == 0);
  const SendOutcome outcome =
      Scan(site, PlainMessage(std::string(3000, 'x')));
  CHECK(outcome.end.code == 3);
  CHECK(outcome.log.find("limits.message_bytes") != std::string::npos);
}

TEST_CASE("a wrong command line is told apart") {
  const Site site(kHost);
  const KeepsNothing nothing(site);
  WriteWholeFile(site.Path("m"), PlainMessage());
  const std::string file = site.Path("m");
  const std::vector<std::vector<std::string>> wrong = {
      {"scan"},
      {"scan", file, "--client", "elsewhere"},
      {"scan", file, "--relay", "host.example"},
      {"scan", file, "--relay", "192.0.2.1", "--client", "local"},
      {"scan", file, "--recipient", "a\nb@example.com"},
      {"scan", file, "--sender", std::string(1003, 'a')},
      {"scan", "-", "-"},
      {"scan", file, "--nothing"}};
  for (const auto& arguments : wrong) {
    CAPTURE(arguments.back());
    const SendOutcome outcome = site.Run(arguments);
    CHECK(outcome.end.code == 2);
    CHECK(outcome.text.empty());
    CHECK_FALSE(outcome.log.empty());
  }
  const SendOutcome help = site.Run({"scan", "--help"});
  CHECK(help.end.code == 0);
  CHECK(Has(help, "Exit code"));
}

TEST_CASE("without a configuration nothing is scanned") {
  const Site site(kHost);
  std::filesystem::remove(site.Path("etc/live"));
  const SendOutcome outcome = Scan(site, PlainMessage());
  CHECK(outcome.end.code == 3);
  CHECK(outcome.log.find("live") != std::string::npos);
}
