// The plugin for ICAP, run as a program against servers that say what the
// tests tell them: well, badly, too early, too late and too much.

#include <doctest/doctest.h>

#include <string>

#include "tests/scanners/icap_peer.h"
#include "tests/scanners/local_port.h"
#include "tests/scanners/plugin_run.h"

namespace sallyport {

using namespace std::string_literals;
using test::IcapOptionsAnswer;
using test::IcapPage;
using test::IcapRequests;
using test::IcapScript;
using test::kIcapContinue;
using test::kIcapUnmodified;
using test::kNotScanned;
using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;
using test::Plays;
using test::Says;
using test::ScriptedServer;

namespace {

/// A site with one part, "twelve", besides the message.
class OnePart : public PluginSite {
 public:
  OnePart() { std::filesystem::remove(PartPath("0001")); }
};

PluginAnswer Run(const PluginSite& site, const std::string& servers,
                 const PluginOptions& further = {}) {
  PluginOptions options = {{"SERVERS", servers},
                           {"MAX_SIZE", "100M"},
                           {"PROOF", "none"},
                           {"REPLY_SECONDS", "1"}};
  for (const auto& [key, value] : further) options[key] = value;
  return site.Run("icap", options);
}

std::string Url(const ScriptedServer& server) {
  return "icap://" + server.address() + "/scan";
}

std::string FindingsBehind(std::function<void(int)> serve,
                           const PluginSite& site = OnePart(),
                           const PluginOptions& further = {}) {
  const ScriptedServer server(std::move(serve));
  return test::Findings(Run(site, Url(server), further), "engine\tICAP t\n");
}

/// Of a server that says this of the message, and then 204.
std::string Of(const std::string& answer, const PluginOptions& further = {}) {
  IcapScript script;
  script.answers = {answer, kIcapUnmodified};
  return FindingsBehind(Plays(script), OnePart(), further);
}

const std::string kMessage = "From: a\n\nbody\n";
const std::string kPreviewed =
    IcapOptionsAnswer("Allow: 204\r\nPreview: 4\r\n");
const std::string kWithout204 = IcapOptionsAnswer("");

}  // namespace

TEST_CASE("icap peer: what is asked, and how") {
  IcapRequests requests;
  CHECK(FindingsBehind(Plays({}, &requests)).empty());
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
  CHECK(requests.bodies[1] == kMessage);
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
    CHECK(FindingsBehind(Plays(script, &requests), site,
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
  CHECK(test::Findings(Run(OnePart(), Url(server)), "engine\tICAP t\n") ==
        kNotScanned);
  REQUIRE(requests.bodies.size() == 3);
  CHECK(requests.bodies[1] == kMessage.substr(0, 6));
  CHECK(requests.bodies[2] == kMessage.substr(6));
  IcapRequests small;
  script.options = {IcapOptionsAnswer("Preview: 1024\r\n")};
  script.answers = {kIcapUnmodified};
  CHECK(FindingsBehind(Plays(script, &small)).empty());
  CHECK(small.bodies[1] == kMessage + "; ieof");
  CHECK(small.bodies[2] == "twelve; ieof");
}

TEST_CASE("icap peer: 100 Continue where there is nothing to go on with") {
  for (const bool preview : {false, true}) {
    IcapScript script;
    script.options = {IcapOptionsAnswer(
        preview ? "Allow: 204\r\nPreview: 1024\r\n" : "Allow: 204\r\n")};
    script.answers = {kIcapContinue + ""s + kIcapUnmodified, kIcapUnmodified};
    CHECK(FindingsBehind(Plays(script)) == kNotScanned);
    script.answers = {kIcapContinue, kIcapUnmodified};
    CHECK(FindingsBehind(Plays(script)) == kNotScanned);
  }
  IcapScript twice;
  twice.options = {kPreviewed};
  twice.answers = {kIcapContinue, kIcapContinue};
  CHECK(FindingsBehind(Plays(twice)) == kNotScanned);
}

TEST_CASE("icap peer: an answer before it had all is not clean") {
  IcapScript script;
  script.options = {kPreviewed};
  CHECK(FindingsBehind(Plays(script)) ==
        "unscannable\tthe ICAP server did not want all of it\t0\n"
        "unscannable\tthe ICAP server did not want all of it\t12\n");
  script.answers = {kIcapContinue + ""s + kIcapUnmodified};
  CHECK(FindingsBehind(Plays(script)).starts_with("unscannable\t"));

  OnePart site;
  const std::string large(3 << 20, 'x');
  site.place().Write("parts/0012.zip", large);
  IcapScript early;
  early.early = true;
  CHECK(FindingsBehind(Plays(early), site)
            .ends_with("unscannable\tthe ICAP server did not want all of it"
                       "\t12\n"));
  // A find is one at any time.
  early.answers = {IcapPage("page", "X-Virus-ID: Eicar\r\n")};
  CHECK(FindingsBehind(Plays(early), site) ==
        "virus\tEicar\t0\nvirus\tEicar\t12\n");
  early.close_after = 2;
  CHECK(FindingsBehind(Plays(early), site).ends_with("virus\tEicar\t12\n"));
}

TEST_CASE("icap peer: content is clean if it is the same") {
  IcapScript script;
  script.options = {kWithout204};
  script.answers = {IcapPage(kMessage), IcapPage("twelve")};
  CHECK(FindingsBehind(Plays(script)).empty());
  for (const std::string& body :
       {""s, "From: a\n\nbodY\n"s, "from: a\n\nbody\n"s, kMessage + "x",
        kMessage.substr(1), "From: a\n\nbody"s, kMessage + kMessage}) {
    CAPTURE(body);
    script.answers = {IcapPage(body), IcapPage("twelve")};
    CHECK(FindingsBehind(Plays(script)) ==
          "virus\treplaced by the ICAP server\t0\n");
    CHECK(FindingsBehind(Plays(script), OnePart(),
                         {{"CHANGED", "policy"}})
              .starts_with("policy\t"));
  }
  // The same, and then more.
  std::string more = IcapPage(kMessage);
  script.answers = {more.insert(more.size() - 5, "1\r\nx\r\n")};
  CHECK(FindingsBehind(Plays(script)).starts_with("virus\treplaced"));
  script.answers = {IcapPage(kMessage, "", "403 Forbidden"),
                    IcapPage("twelve", "", "302 x")};
  CHECK(FindingsBehind(Plays(script)) ==
        "virus\tblocked: HTTP/1.1 403 Forbidden\t0\n"
        "virus\tanswered: HTTP/1.1 302 x\t12\n");
  // What is not known to have been asked for.
  script.answers = {kIcapUnmodified};
  CHECK(FindingsBehind(Plays(script)) == kNotScanned);
  // And what was.
  CHECK(Of(IcapPage(kMessage)) ==
        "unscannable\tthe ICAP server handed it back, and did not say 204"
        "\t0\n");
  CHECK(Of(IcapPage(kMessage), {{"ECHO", "clean"}}).empty());
}

TEST_CASE("icap peer: names from the server are escaped") {
  CHECK(Of(IcapPage("", "X-Virus-ID: a\tvirus\tb\\\xE2\x80\xAE\x80\r\n")) ==
        "virus\ta\\tvirus\\tb\\\\\\xe2\\x80\\xae\\x80\t0\n");
}

TEST_CASE("icap peer: whatever else a server says is not scanned") {
  const std::string page = IcapPage(kMessage, "", "200 OK");
  REQUIRE(Of(kIcapUnmodified).empty());
  const auto with = [&page](const std::string& old, const std::string& now) {
    std::string text = page;
    return text.replace(text.find(old), old.size(), now);
  };
  for (const std::string& answer :
       {"\r\n\r\n"s, "GARBAGE\r\n\r\n"s, "HTTP/1.1 204 x\r\n\r\n"s,
        "ICAP/1.0 204\n\n"s, "ICAP/1.1 204 x\r\n\r\n"s,
        "ICAP/1.0 20 x\r\n\r\n"s, "ICAP/1.0 2040 x\r\n\r\n"s,
        "ICAP/1.0 206 Partial Content\r\n\r\n"s, "ICAP/1.0 200 OK\r\n\r\n"s,
        "ICAP/1.0 200 OK\r\nEncapsulated: null-body=0\r\n\r\n"s,
        "ICAP/1.0 201 x\r\n\r\n"s, "ICAP/1.0 301 x\r\n\r\n"s,
        "ICAP/1.0 400 Bad request\r\n\r\n"s, "ICAP/1.0 404 x\r\n\r\n"s,
        "ICAP/1.0 500 Server error\r\n\r\n"s, "ICAP/1.0 503 x\r\n\r\n"s,
        "ICAP/1.0 539 Aborted - No AV scanning license\r\n\r\n"s,
        "ICAP/1.0 204 x\r\nEncapsulated: res-body=0\r\n\r\n0\r\n\r\n"s,
        // Offsets and chunks that lie.
        with("res-body=", "res-body=1"), with("res-hdr=0", "res-hdr=1"),
        with("res-hdr", "req-hdr"), with("res-body=", "null-body="),
        with("\r\ne\r\n", "\r\nd\r\n"), with("\r\ne\r\n", "\r\nf\r\n"),
        with("\r\ne\r\n", "\r\n-e\r\n"),
        with("\r\ne\r\n", "\r\nfffffffffffffff\r\n"),
        with("\r\n0\r\n\r\n", "\r\n0\r\nX-Trailer: x\r\n\r\n"),
        with("HTTP/1.1", "HTTP"), with("Via: x", "Via x"),
        // Too much, too.
        kIcapUnmodified + ""s + kIcapUnmodified, page + kIcapUnmodified,
        kIcapUnmodified + "x"s,
        "ICAP/1.0 204 x\r\nX: " + std::string(70000, 'x') + "\r\n\r\n",
        "ICAP/1.0 204 x\r\n" + std::string(70000, 'x')}) {
    CAPTURE(answer.substr(0, 200));
    CHECK(Of(answer, {{"ECHO", "clean"}}) == kNotScanned);
  }
}

TEST_CASE("icap peer: cut after any byte, and then closed or silent") {
  const std::string page = IcapPage(kMessage);
  IcapScript script;
  script.options = {kWithout204};
  script.answers = {page};
  script.close_after = 2;
  for (size_t bytes = 1; bytes < page.size(); ++bytes) {
    script.answers = {page.substr(0, bytes)};
    CAPTURE(bytes);
    CHECK(FindingsBehind(Plays(script)) == kNotScanned);
  }
  script.close_after = 0;
  for (const size_t bytes : {size_t{1}, page.size() / 2, page.size() - 1}) {
    script.answers = {page.substr(0, bytes)};
    CAPTURE(bytes);
    CHECK(FindingsBehind(Plays(script)) == kNotScanned);
  }
}

TEST_CASE("icap peer: reset after any byte of the exchange") {
  const std::string unmodified = kIcapUnmodified;
  const size_t options = IcapOptionsAnswer().size();
  const size_t all = 2 * options + 2 * unmodified.size();
  for (size_t bytes = 0; bytes <= all; ++bytes) {
    const ScriptedServer peer(Plays({}));
    const std::string found =
        FindingsBehind(test::HandsOn(peer.address(), bytes));
    CAPTURE(bytes);
    // Between two answers a connection may end.
    const bool between = bytes >= options && bytes < all - options + 1 &&
                         (bytes - options) % unmodified.size() == 0;
    CHECK((found == kNotScanned || (between && found.empty()) ||
           bytes == all));
    if (bytes == all) CHECK(found.empty());
  }
}

TEST_CASE("icap peer: OPTIONS that are none") {
  for (const std::string& options :
       {"ICAP/1.0 404 x\r\n\r\n"s, "ICAP/1.0 503 x\r\n\r\n"s,
        "ICAP/1.0 204 x\r\n\r\n"s, "ICAP/1.0 100 Continue\r\n\r\n"s,
        "ICAP/1.0 200 OK\r\n\r\n"s, "HTTP/1.1 200 OK\r\n\r\n"s,
        "ICAP/1.0 200 OK\r\nMethods: REQMOD\r\n\r\n"s,
        "220 smtp.example ESMTP\r\n"s, IcapOptionsAnswer("Preview: x\r\n"),
        IcapOptionsAnswer() + "x", IcapOptionsAnswer() + IcapOptionsAnswer()}) {
    CAPTURE(options);
    IcapScript script;
    script.options = {options};
    CHECK(FindingsBehind(Plays(script)) == kNotScanned);
  }
}

TEST_CASE("icap peer: an answer too many is told at the end") {
  IcapScript script;
  // Each request gets the answer to the one before.
  script.options = {IcapOptionsAnswer(), kIcapUnmodified};
  CHECK(FindingsBehind(Plays(script)) == kNotScanned);
  script.options = {IcapOptionsAnswer(), IcapPage("x")};
  CHECK(FindingsBehind(Plays(script)) == kNotScanned);
  script.options = {IcapOptionsAnswer(),
                    kIcapUnmodified + IcapOptionsAnswer()};
  CHECK(FindingsBehind(Plays(script)) == kNotScanned);
  // Or there is none to that.
  script.options = {IcapOptionsAnswer(), ""};
  CHECK(FindingsBehind(Plays(script)) == kNotScanned);
}

TEST_CASE("icap peer: a server that lets EICAR pass has not scanned") {
  const PluginOptions proof = {{"PROOF", "eicar"}};
  const std::string found = IcapPage("", "X-Virus-ID: Eicar\r\n");
  IcapRequests requests;
  IcapScript script;
  CHECK(FindingsBehind(Plays(script), OnePart(), proof) == kNotScanned);
  script.answers = {kIcapUnmodified, kIcapUnmodified, found};
  CHECK(FindingsBehind(Plays(script, &requests), OnePart(), proof).empty());
  CHECK(requests.bodies[3].starts_with("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"));
  CHECK(requests.bodies[3].size() == 68);
  // What it cannot look into, or does not want, is no proof.
  script.answers = {
      kIcapUnmodified, kIcapUnmodified,
      IcapPage("", "X-Infection-Found: Type=2; Threat=error;\r\n")};
  CHECK(FindingsBehind(Plays(script), OnePart(), proof) == kNotScanned);
  script.answers = {found, found, kIcapUnmodified};
  CHECK(FindingsBehind(Plays(script), OnePart(), proof) == kNotScanned);
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
    return test::Findings(Run(site, Url(server), proof), "engine\t");
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
  CHECK(test::Findings(Run(site, Url(again), proof), "engine\t").empty());
  CHECK(test::Findings(Run(site, Url(again), proof), "engine\t") ==
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
      CHECK(FindingsBehind(Plays(script)) == "virus\tEicar\t12\n");
    }
  }
}

TEST_CASE("icap peer: a server that would ignore the name, or all") {
  IcapRequests requests;
  IcapScript script;
  script.options = {
      IcapOptionsAnswer("Allow: 204\r\nTransfer-Ignore: zip\r\n")};
  CHECK(FindingsBehind(Plays(script, &requests)).empty());
  CHECK(requests.heads[2].find("invalid/part HTTP/1.1\r\n") !=
        std::string::npos);
  CHECK(requests.bodies[2] == "twelve");
  script.options = {IcapOptionsAnswer("Allow: 204\r\nTransfer-Ignore: *\r\n"
                                      "Transfer-Complete: zip\r\n")};
  CHECK(FindingsBehind(Plays(script)) ==
        "unscannable\tthe ICAP server wants no such files\t0\n");
}

TEST_CASE("icap peer: refused, silent and endless servers are not scanned") {
  const OnePart site;
  CHECK(test::Findings(
            Run(site, "icap://" + test::LocalAddress(test::FreePort()) + "/x"),
            "engine") == kNotScanned);
  CHECK(FindingsBehind(Says("", false)) == kNotScanned);
  CHECK(FindingsBehind(Says("", true)) == kNotScanned);
  CHECK(FindingsBehind(Says("ICAP/1.0 204 x\r\n\r\n", false)) == kNotScanned);
  CHECK(FindingsBehind(Says(std::string(1 << 20, 'I'), false)) == kNotScanned);
  CHECK(FindingsBehind(Says(IcapOptionsAnswer(), true)) == kNotScanned);
  // A body without an end.
  const std::string page = IcapPage(std::string(4 << 20, 'x'));
  CHECK(Of(page.substr(0, page.size() - 5)) == kNotScanned);
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
  for (int i = 0; i < 3; ++i)
    CHECK(test::Findings(Run(site, Url(bad) + "\n" + Url(good), memory),
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
    const PluginAnswer answer = Run(site, url, options);
    CHECK(test::Findings(answer, "engine") == kNotScanned);
    CAPTURE(answer.errors);
    CHECK(answer.errors.find(word) != std::string::npos);
  }
}

}  // namespace sallyport
