// The plugin for ICAP, run as a program against servers that go wrong in every
// way: refused, cut, silent, too early, too much. None of it is clean.

#include <doctest/doctest.h>

#include <string>

#include "tests/scanners/icap_peer.h"
#include "tests/scanners/icap_run.h"
#include "tests/scanners/local_port.h"

namespace sallyport {

using namespace std::string_literals;
using test::IcapFindingsBehind;
using test::IcapFindingsOf;
using test::IcapOptionsAnswer;
using test::IcapPage;
using test::IcapRequests;
using test::IcapScript;
using test::kIcapContinue;
using test::kIcapMessage;
using test::kIcapUnmodified;
using test::kNotScanned;
using test::OnePart;
using test::PluginOptions;
using test::Plays;
using test::RunIcap;
using test::Says;
using test::ScriptedServer;

namespace {

const std::string kPreviewed =
    IcapOptionsAnswer("Allow: 204\r\nPreview: 4\r\n");
const std::string kWithout204 = IcapOptionsAnswer("");

}  // namespace

TEST_CASE("icap peer: 100 Continue where there is nothing to go on with") {
  for (const bool preview : {false, true}) {
    IcapScript script;
    script.options = {IcapOptionsAnswer(
        preview ? "Allow: 204\r\nPreview: 1024\r\n" : "Allow: 204\r\n")};
    script.answers = {kIcapContinue + ""s + kIcapUnmodified, kIcapUnmodified};
    CHECK(IcapFindingsBehind(Plays(script)) == kNotScanned);
    script.answers = {kIcapContinue, kIcapUnmodified};
    CHECK(IcapFindingsBehind(Plays(script)) == kNotScanned);
  }
  IcapScript twice;
  twice.options = {kPreviewed};
  twice.answers = {kIcapContinue, kIcapContinue};
  CHECK(IcapFindingsBehind(Plays(twice)) == kNotScanned);
}

TEST_CASE("icap peer: whatever else a server says is not scanned") {
  const std::string page = IcapPage(kIcapMessage, "", "200 OK");
  REQUIRE(IcapFindingsOf(kIcapUnmodified).empty());
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
    CHECK(IcapFindingsOf(answer, {{"ECHO", "clean"}}) == kNotScanned);
  }
}

TEST_CASE("icap peer: cut after any byte, and then closed or silent") {
  const std::string page = IcapPage(kIcapMessage);
  IcapScript script;
  script.options = {kWithout204};
  script.answers = {page};
  script.close_after = 2;
  for (size_t bytes = 1; bytes < page.size(); ++bytes) {
    script.answers = {page.substr(0, bytes)};
    CAPTURE(bytes);
    CHECK(IcapFindingsBehind(Plays(script)) == kNotScanned);
  }
  script.close_after = 0;
  for (const size_t bytes : {size_t{1}, page.size() / 2, page.size() - 1}) {
    script.answers = {page.substr(0, bytes)};
    CAPTURE(bytes);
    CHECK(IcapFindingsBehind(Plays(script)) == kNotScanned);
  }
}

TEST_CASE("icap peer: reset after any byte of the exchange") {
  const std::string unmodified = kIcapUnmodified;
  const size_t options = IcapOptionsAnswer().size();
  const size_t all = 2 * options + 2 * unmodified.size();
  for (size_t bytes = 0; bytes <= all; ++bytes) {
    const ScriptedServer peer(Plays({}));
    const std::string found =
        IcapFindingsBehind(test::HandsOn(peer.address(), bytes));
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
    CHECK(IcapFindingsBehind(Plays(script)) == kNotScanned);
  }
}

TEST_CASE("icap peer: an answer too many is told at the end") {
  IcapScript script;
  // Each request gets the answer to the one before.
  script.options = {IcapOptionsAnswer(), kIcapUnmodified};
  CHECK(IcapFindingsBehind(Plays(script)) == kNotScanned);
  script.options = {IcapOptionsAnswer(), IcapPage("x")};
  CHECK(IcapFindingsBehind(Plays(script)) == kNotScanned);
  script.options = {IcapOptionsAnswer(),
                    kIcapUnmodified + IcapOptionsAnswer()};
  CHECK(IcapFindingsBehind(Plays(script)) == kNotScanned);
  // Or there is none to that.
  script.options = {IcapOptionsAnswer(), ""};
  CHECK(IcapFindingsBehind(Plays(script)) == kNotScanned);
}

TEST_CASE("icap peer: a server that lets EICAR pass has not scanned") {
  const PluginOptions proof = {{"PROOF", "eicar"}};
  const std::string found = IcapPage("", "X-Virus-ID: Eicar\r\n");
  IcapRequests requests;
  IcapScript script;
  CHECK(IcapFindingsBehind(Plays(script), OnePart(), proof) == kNotScanned);
  script.answers = {kIcapUnmodified, kIcapUnmodified, found};
  CHECK(IcapFindingsBehind(Plays(script, &requests), OnePart(), proof).empty());
  CHECK(requests.bodies[3].starts_with("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"));
  CHECK(requests.bodies[3].size() == 68);
  // What it cannot look into, or does not want, is no proof.
  script.answers = {
      kIcapUnmodified, kIcapUnmodified,
      IcapPage("", "X-Infection-Found: Type=2; Threat=error;\r\n")};
  CHECK(IcapFindingsBehind(Plays(script), OnePart(), proof) == kNotScanned);
  script.answers = {found, found, kIcapUnmodified};
  CHECK(IcapFindingsBehind(Plays(script), OnePart(), proof) == kNotScanned);
}

TEST_CASE("icap peer: refused, silent and endless servers are not scanned") {
  const OnePart site;
  const std::string nobody =
      "icap://" + test::LocalAddress(test::FreePort()) + "/x";
  CHECK(test::Findings(RunIcap(site, nobody), "engine") == kNotScanned);
  CHECK(IcapFindingsBehind(Says("", false)) == kNotScanned);
  CHECK(IcapFindingsBehind(Says("", true)) == kNotScanned);
  for (const std::string& said :
       {"ICAP/1.0 204 x\r\n\r\n"s, std::string(1 << 20, 'I')})
    CHECK(IcapFindingsBehind(Says(said, false)) == kNotScanned);
  CHECK(IcapFindingsBehind(Says(IcapOptionsAnswer(), true)) == kNotScanned);
  // A body without an end.
  const std::string page = IcapPage(std::string(4 << 20, 'x'));
  CHECK(IcapFindingsOf(page.substr(0, page.size() - 5)) == kNotScanned);
}

}  // namespace sallyport
