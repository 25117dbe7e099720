// The plugin for ICAP, run as a program against servers that say what the
// tests tell them: what it asks, and what it makes of an answer.

#include <doctest/doctest.h>

#include <string>

#include "tests/scanners/icap_peer.h"
#include "tests/scanners/icap_run.h"

namespace sallyport {

using namespace std::string_literals;
using test::IcapFindingsBehind;
using test::IcapFindingsOf;
using test::IcapOptionsAnswer;
using test::IcapPage;
using test::IcapRequests;
using test::IcapScript;
using test::IcapUrl;
using test::kIcapContinue;
using test::kIcapMessage;
using test::kIcapUnmodified;
using test::kNotScanned;
using test::OnePart;
using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;
using test::Plays;
using test::RunIcap;
using test::Says;
using test::ScriptedServer;

namespace {

const std::string kPreviewed =
    IcapOptionsAnswer("Allow: 204\r\nPreview: 4\r\n");
const std::string kWithout204 = IcapOptionsAnswer("");

}  // namespace

TEST_CASE("icap peer: what is asked, and how") {
  IcapRequests requests;
  CHECK(IcapFindingsBehind(Plays({}, &requests)).empty());
  REQUIRE(requests.heads.size() == 4);
  CHECK(requests.heads[0].starts_with("OPTIONS icap://127.0.0.1:"));
  const std::string get =
      "GET http://sallyport.invalid/0012.zip HTTP/1.1\r\n"
      "Host: sallyport.invalid\r\n\r\n";
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
      "Content-Length: 6\r\n\r\n";
  CHECK(requests.heads[2].starts_with("RESPMOD icap://127.0.0.1:"));
  CHECK(requests.heads[2].find("/scan ICAP/1.0\r\nHost: 127.0.0.1:") !=
        std::string::npos);
  CHECK(requests.heads[2].ends_with(
      "\r\nAllow: 204\r\nEncapsulated: req-hdr=0, res-hdr=" +
      std::to_string(get.size()) +
      ", res-body=" + std::to_string(get.size() + answer.size()) +
      "\r\n\r\n" + get + answer));
  CHECK(requests.heads[1].find("/message.eml HTTP/1.1\r\n") !=
        std::string::npos);
  CHECK(requests.heads[1].find("Content-Type: message/rfc822\r\n") !=
        std::string::npos);
  CHECK(requests.bodies[1] == kIcapMessage);
  CHECK(requests.bodies[2] == "twelve");
  // The last question is whether there was an answer too many.
  CHECK(requests.heads[3].starts_with("OPTIONS"));
}

TEST_CASE("icap peer: a file longer than a piece comes whole") {
  OnePart site;
  std::string large;
  for (int i = 0; large.size() < 300000; ++i) large += std::to_string(i) + "\n";
  site.place().Write("parts/0012.zip", large);
  for (const std::string& preview : {"server"s, "never"s}) {
    IcapRequests requests;
    IcapScript script;
    script.options = {IcapOptionsAnswer("Allow: 204\r\nPreview: 1000\r\n")};
    if (preview == "server")
      script.answers = {kIcapUnmodified, kIcapContinue, kIcapUnmodified};
    CHECK(IcapFindingsBehind(Plays(script, &requests), site,
                         {{"PREVIEW", preview}})
              .empty());
    const size_t rest = preview == "server" ? 1000 : 0;
    if (rest > 0) CHECK(requests.bodies[2] == large.substr(0, rest));
    REQUIRE(requests.bodies.size() == 4 + (rest > 0 ? 1 : 0));
    CHECK(requests.bodies[2 + (rest > 0 ? 1 : 0)] == large.substr(rest));
    CHECK((requests.heads[2].find("Preview: 1000\r\n") !=
           std::string::npos) == (rest > 0));
  }
}

TEST_CASE("icap peer: a preview that is all says so") {
  IcapRequests requests;
  IcapScript script;
  script.options = {IcapOptionsAnswer("Preview: 6\r\n")};
  script.answers = {kIcapContinue, kIcapUnmodified};
  // Nobody asked for 204 once a preview has gone on.
  const ScriptedServer server(Plays(script, &requests));
  CHECK(test::Findings(RunIcap(OnePart(), IcapUrl(server)), "engine") ==
        kNotScanned);
  REQUIRE(requests.bodies.size() == 3);
  CHECK(requests.bodies[1] == kIcapMessage.substr(0, 6));
  CHECK(requests.bodies[2] == kIcapMessage.substr(6));
  IcapRequests small;
  script.options = {IcapOptionsAnswer("Preview: 1024\r\n")};
  script.answers = {kIcapUnmodified};
  CHECK(IcapFindingsBehind(Plays(script, &small)).empty());
  CHECK(small.bodies[1] == kIcapMessage + "; ieof");
  CHECK(small.bodies[2] == "twelve; ieof");
}

TEST_CASE("icap peer: an answer before it had all is not clean") {
  IcapScript script;
  script.options = {kPreviewed};
  CHECK(IcapFindingsBehind(Plays(script)) ==
        "unscannable\tthe ICAP server did not want all of it\t0\n"
        "unscannable\tthe ICAP server did not want all of it\t12\n");
  script.answers = {kIcapContinue + ""s + kIcapUnmodified};
  CHECK(IcapFindingsBehind(Plays(script)).starts_with("unscannable\t"));

  OnePart site;
  const std::string large(3 << 20, 'x');
  site.place().Write("parts/0012.zip", large);
  IcapScript early;
  early.early = true;
  CHECK(IcapFindingsBehind(Plays(early), site)
            .ends_with("unscannable\tthe ICAP server did not want all of it"
                       "\t12\n"));
  // A find is one at any time.
  early.answers = {IcapPage("page", "X-Virus-ID: Eicar\r\n")};
  CHECK(IcapFindingsBehind(Plays(early), site) ==
        "virus\tEicar\t0\nvirus\tEicar\t12\n");
  early.close_after = 2;
  CHECK(IcapFindingsBehind(Plays(early), site).ends_with("virus\tEicar\t12\n"));
}

TEST_CASE("icap peer: content is clean if it is the same") {
  IcapScript script;
  script.options = {kWithout204};
  script.answers = {IcapPage(kIcapMessage), IcapPage("twelve")};
  CHECK(IcapFindingsBehind(Plays(script)).empty());
  for (const std::string& body :
       {""s, "From: a\n\nbodY\n"s, "from: a\n\nbody\n"s, kIcapMessage + "x",
        kIcapMessage.substr(1), "From: a\n\nbody"s,
        kIcapMessage + kIcapMessage}) {
    CAPTURE(body);
    script.answers = {IcapPage(body), IcapPage("twelve")};
    CHECK(IcapFindingsBehind(Plays(script)) ==
          "virus\treplaced by the ICAP server\t0\n");
    CHECK(IcapFindingsBehind(Plays(script), OnePart(),
                         {{"CHANGED", "policy"}})
              .starts_with("policy\t"));
  }
  // The same, and then more.
  std::string more = IcapPage(kIcapMessage);
  script.answers = {more.insert(more.size() - 5, "1\r\nx\r\n"),
                    IcapPage("twelve")};
  CHECK(IcapFindingsBehind(Plays(script)) ==
        "virus\treplaced by the ICAP server\t0\n");
  script.answers = {IcapPage(kIcapMessage, "", "403 Forbidden"),
                    IcapPage("twelve", "", "302 x")};
  CHECK(IcapFindingsBehind(Plays(script)) ==
        "virus\tblocked: HTTP/1.1 403 Forbidden\t0\n"
        "virus\tanswered: HTTP/1.1 302 x\t12\n");
  // What is not known to have been asked for.
  script.answers = {kIcapUnmodified};
  CHECK(IcapFindingsBehind(Plays(script)) == kNotScanned);
  // And what was.
  CHECK(IcapFindingsOf(IcapPage(kIcapMessage)) ==
        "unscannable\tthe ICAP server handed it back, and did not say 204"
        "\t0\n");
  CHECK(IcapFindingsOf(IcapPage(kIcapMessage), {{"ECHO", "clean"}}).empty());
}

TEST_CASE("icap peer: names from the server are escaped") {
  const std::string name = "a\tvirus\tb\\\xE2\x80\xAE\x80";
  CHECK(IcapFindingsOf(IcapPage("", "X-Virus-ID: " + name + "\r\n")) ==
        "virus\ta\\tvirus\\tb\\\\\\xe2\\x80\\xae\\x80\t0\n");
}

TEST_CASE("icap peer: a proof is remembered for the same engine") {
  OnePart site;
  site.place().MakeDirectory("down");
  IcapRequests requests;
  IcapScript script;
  const std::string found = IcapPage("", "X-Virus-ID: Eicar\r\n");
  script.answers = {kIcapUnmodified, kIcapUnmodified, found, kIcapUnmodified};
  const auto options = [](const char* tag) {
    return IcapOptionsAnswer("Allow: 204\r\nService: "s + tag + "\r\n");
  };
  script.options = {options("a"), options("a"), options("a"), options("a"),
                    options("b")};
  const ScriptedServer server(Plays(script, &requests));
  PluginOptions proof = {{"PROOF", "eicar"},
                         {"DOWN_DIRECTORY", site.place().Path("down")}};
  const auto ask = [&] {
    return test::Findings(RunIcap(site, IcapUrl(server), proof), "engine\t");
  };
  CHECK(ask().empty());
  CHECK(requests.heads.size() == 5);
  CHECK(ask().empty());
  CHECK(requests.heads.size() == 9);
  // Another engine, and no time left for the old.
  CHECK(ask() == kNotScanned);
  script.options = {options("a")};
  proof["PROOF_SECONDS"] = "0";
  const ScriptedServer again(Plays(script));
  CHECK(
      test::Findings(RunIcap(site, IcapUrl(again), proof), "engine\t").empty());
  CHECK(test::Findings(RunIcap(site, IcapUrl(again), proof), "engine\t") ==
        kNotScanned);
}

TEST_CASE("icap peer: connections that are closed are opened anew") {
  for (const char* const fields : {"", "Connection: close\r\n"}) {
    for (const size_t close_after : {size_t{1}, size_t{2}, size_t{3}}) {
      if (*fields != '\0' && close_after != 1) continue;
      IcapScript script;
      script.close_after = close_after;
      script.options = {IcapOptionsAnswer("Allow: 204\r\n"s + fields)};
      script.answers = {"ICAP/1.0 204 x\r\n"s + fields + "\r\n",
                        IcapPage("", "X-Virus-ID: Eicar\r\n"s + fields)};
      CAPTURE(close_after);
      CHECK(IcapFindingsBehind(Plays(script)) == "virus\tEicar\t12\n");
    }
  }
}

TEST_CASE("icap peer: a server that would ignore the name, or all") {
  IcapRequests requests;
  IcapScript script;
  script.options = {
      IcapOptionsAnswer("Allow: 204\r\nTransfer-Ignore: zip\r\n")};
  CHECK(IcapFindingsBehind(Plays(script, &requests)).empty());
  CHECK(requests.heads[2].find("invalid/part HTTP/1.1\r\n") !=
        std::string::npos);
  CHECK(requests.bodies[2] == "twelve");
  script.options = {IcapOptionsAnswer("Allow: 204\r\nTransfer-Ignore: *\r\n"
                                      "Transfer-Complete: zip\r\n")};
  CHECK(IcapFindingsBehind(Plays(script)) ==
        "unscannable\tthe ICAP server wants no such files\t0\n");
}

TEST_CASE("icap peer: the next server is asked, and who was down is noted") {
  OnePart site;
  site.place().MakeDirectory("down");
  int asked = 0;
  const ScriptedServer bad([&asked](int connection) {
    ++asked;
    Says("garbage", true)(connection);
  });
  const ScriptedServer good(Plays({}));
  const PluginOptions memory = {{"DOWN_DIRECTORY", site.place().Path("down")}};
  const std::string servers = IcapUrl(bad) + "\n" + IcapUrl(good);
  for (int i = 0; i < 3; ++i)
    CHECK(test::Findings(RunIcap(site, servers, memory),
                         "engine\tICAP t\n")
              .empty());
  CHECK(asked == 1);
}

TEST_CASE("icap: options that are wrong are told") {
  const PluginSite site;
  const std::string url = "icap://127.0.0.1:1/x";
  for (const auto& [options, word] :
       {std::pair(PluginOptions{{"SERVERS", ""}}, "servers"),
        std::pair(PluginOptions{{"SERVERS", "127.0.0.1:1344"}}, "allowed"),
        std::pair(PluginOptions{{"MAX_SIZE", ""}}, "max_size"),
        std::pair(PluginOptions{{"MAX_SIZE", "1x"}}, "max_size"),
        std::pair(PluginOptions{{"REPLY_SECONDS", "0"}}, "reply_seconds"),
        std::pair(PluginOptions{{"ECHO", "perhaps"}}, "echo"),
        std::pair(PluginOptions{{"PROOF", "perhaps"}}, "proof"),
        std::pair(PluginOptions{{"PREVIEW", "always"}}, "preview"),
        std::pair(PluginOptions{{"CHANGED", "clean"}}, "changed"),
        std::pair(PluginOptions{{"RULES", "X-House good x"}}, "rules")}) {
    const PluginAnswer answer = RunIcap(site, url, options);
    CHECK(test::Findings(answer, "engine") == kNotScanned);
    CAPTURE(answer.errors);
    CHECK(answer.errors.find(word) != std::string::npos);
  }
}

}  // namespace sallyport
