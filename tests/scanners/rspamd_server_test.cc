// The plugin for rspamd, run as a program against servers that break off, say
// something else, or say nothing.

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "base/clock.h"
#include "tests/scanners/local_port.h"
#include "tests/scanners/rspamd_run.h"
#include "tests/scanners/scripted_server.h"

namespace sallyport {

using namespace std::string_literals;
using test::HandsOn;
using test::kNotScanned;
using test::kRspamdSpamFindings;
using test::PluginAnswer;
using test::RspamdAnswer;
using test::RspamdDaemon;
using test::RspamdFindings;
using test::RspamdMail;
using test::Says;
using test::ScriptedServer;

namespace {

std::string FindingsOf(const std::string& servers) {
  return RspamdFindings(RspamdMail(test::kRspamdSpam),
                        {{"SERVERS", servers}, {"REPLY_SECONDS", "1"}});
}

/// What a server is taken for that does this.
std::string FindingsBehind(std::function<void(int)> serve) {
  const ScriptedServer server(std::move(serve));
  return FindingsOf(server.address());
}

std::string Http(const std::string& body,
                 const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nServer: rspamd/3.4\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// An answer that counts.
const std::string kGood =
    R"({"is_skipped":false,"score":1,"required_score":15,"action":"no action",)"
    R"("symbols":{"A":{"score":1}},"time_real":0.1})";
const std::string kGoodFindings =
    "spam\t1.000\t1.0/15.0 no action A(1.0)\n"
    "header\tX-Spam-Status\tNo, score=1.0 required=15.0 tests=A\n"
    "header\tX-Spam-Level\t*\n";

}  // namespace

TEST_CASE("rspamd: broken off after any byte is not scanned") {
  const std::string& address = RspamdDaemon::Running().address();
  size_t bytes = 0;
  for (std::string found; found != kRspamdSpamFindings; ++bytes) {
    REQUIRE(bytes < 1000);
    const ScriptedServer server(HandsOn(address, bytes));
    found = FindingsOf(server.address());
    CAPTURE(bytes);
    CHECK((found == kNotScanned || found == kRspamdSpamFindings));
  }
  CHECK(bytes > 300);
}

TEST_CASE("rspamd: whatever else a server says is not scanned") {
  CHECK(FindingsBehind(Says(Http(kGood), false)) == kGoodFindings);
  const std::string error = R"({"error":"invalid command"})";
  for (const std::string& text :
       {Http(""), Http("{}"), Http("[]"), Http("null"), Http("pong\r\n"),
        Http(error), Http(error, "404 Not Found"),
        Http(kGood, "500 Internal Server Error"), Http(kGood, "204 No Content"),
        Http(kGood, "206 Partial Content"), Http(kGood, "100 Continue"),
        Http(kGood, "302 Found"), Http(kGood.substr(0, kGood.size() - 1)),
        Http(kGood + kGood), Http("\0"s + kGood), Http("<html>gateway</html>"),
        "HTTP/1.1 200 OK\r\n\r\n" + kGood,
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + kGood,
        "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0 / 5\r\n\r\n"s, kGood, "\r\n"s,
        ""s, std::string(10000, '\0'), Http(std::string(1000000, '['))}) {
    CAPTURE(text.substr(0, 200));
    CHECK(FindingsBehind(Says(text, true)) == kNotScanned);
  }
}

TEST_CASE("rspamd: refused, silent and slow servers are not scanned") {
  CHECK(FindingsOf("/nowhere/rspamd.sock") == kNotScanned);
  CHECK(FindingsOf(test::LocalAddress(test::FreePort())) == kNotScanned);
  CHECK(FindingsBehind(Says("", false)) == kNotScanned);
  CHECK(FindingsBehind(Says(Http(kGood).substr(0, 100), false)) ==
        kNotScanned);
  // A byte now and then does not make it last longer.
  const int64_t began = MonotonicMs();
  CHECK(FindingsBehind([](int connection) {
          for (const char c : Http(kGood)) {
            if (::send(connection, &c, 1, MSG_NOSIGNAL) != 1) return;
            ::usleep(50000);
          }
        }) == kNotScanned);
  CHECK(MonotonicMs() - began < 8000);
}

TEST_CASE("rspamd: an endless answer is not scanned") {
  const std::string spaces(17 << 20, ' ');
  for (const std::string& text :
       {Http(kGood + spaces),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1100000\r\n" +
            spaces + "\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" + spaces}) {
    const ScriptedServer server(Says(text, true));
    const PluginAnswer answer =
        RspamdAnswer(RspamdMail("x"), {{"SERVERS", server.address()}});
    CHECK(Findings(answer, "engine\trspamd") == kNotScanned);
    CHECK(answer.errors.find("too long") != std::string::npos);
  }
}

TEST_CASE("rspamd: the next server is asked, also if one did not scan") {
  const std::string& address = RspamdDaemon::Running().address();
  const ScriptedServer failing(
      Says(Http(R"({"is_skipped":true,"score":0,"required_score":15,)"
                R"("action":"no action","symbols":{},"time_real":0.1})"),
           true));
  for (const std::string& first : {"/nowhere"s, failing.address()})
    CHECK(FindingsOf(first + "\n" + address) == kRspamdSpamFindings);
}

TEST_CASE("rspamd: very many symbols are shortened") {
  std::string symbols;
  for (int i = 0; i < 1000; ++i)
    symbols += (i == 0 ? "\"RULE_" : ",\"RULE_") + std::to_string(i) +
               "\":{\"score\":" + std::to_string(i) + "}";
  const std::string found = FindingsBehind(
      Says(Http(R"({"is_skipped":false,"score":99,"required_score":null,)"
                R"("action":"reject","symbols":{)" +
                symbols + R"(},"time_real":0.1})"),
           true));
  CHECK(found.size() < 2500);
  CHECK(found.starts_with("spam\t99.000\t99.0/0.0 reject RULE_999(999.0),"));
  CHECK(found.find(",...\n") != std::string::npos);
}

}  // namespace sallyport
