// What the fields of answers mean, product by product, and when an answer is
// clean.

#include "scanners/icap_findings.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "scanners/icap_verdict.h"

namespace sallyport {

using namespace std::string_literals;

namespace {

std::vector<HttpField> FieldsOf(const std::string& lines) {
  const auto head = ParseHttpHead("ICAP/1.0 200 OK\r\n" + lines + "\r\n");
  REQUIRE(head.ok());
  return head.value().fields;
}

IcapFieldsSay Say(const std::string& lines,
                  const std::vector<std::string>& rules = {}) {
  std::vector<IcapRule> parsed;
  for (const std::string& text : rules) {
    Result<IcapRule> rule = ParseIcapRule(text);
    REQUIRE(rule.ok());
    parsed.push_back(std::move(rule.value()));
  }
  Result<IcapFieldsSay> said = ReadIcapFields(FieldsOf(lines), parsed);
  REQUIRE(said.ok());
  return said.value();
}

/// "virus Eicar; policy x"
std::string Text(const std::vector<IcapFinding>& findings) {
  std::string text;
  for (const IcapFinding& finding : findings)
    text += (text.empty() ? "" : "; ") + std::string(Name(finding.cause)) +
            " " + finding.name;
  return text;
}

std::string Found(const std::string& lines,
                  const std::vector<std::string>& rules = {}) {
  return Text(Say(lines, rules).findings);
}

IcapAnswer Answer(const std::string& status, const std::string& inner = "") {
  IcapAnswer answer;
  answer.head = ParseHttpHead("ICAP/1.0 " + status + "\r\n").value();
  if (!inner.empty()) answer.inner = ParseHttpHead(inner + "\r\n").value();
  answer.had_all = true;
  answer.same_body = true;
  return answer;
}

std::string Verdict(const IcapAnswer& answer, const IcapPolicy& policy = {}) {
  const auto judged = JudgeIcapAnswer(answer, policy);
  if (!judged.ok()) return "not scanned";
  return judged.value().empty() ? "clean" : Text(judged.value());
}

}  // namespace

TEST_CASE("icap findings: as the products say them") {
  const std::pair<const char*, const char*> said[] = {
      // c-icap's virus_scan
      {"X-Infection-Found: Type=0; Resolution=2; Threat=Eicar-Test;\r\n"
       "X-Violations-Found: 1\r\n\t-\r\n\tEicar-Test\r\n\t0\r\n\t0\r\n",
       "virus Eicar-Test"},
      // squidclamav
      {"X-Infection-Found: Type=0; Resolution=2; Threat={HEX}EICAR.3;\r\n"
       "X-Virus-ID: {HEX}EICAR.3\r\n",
       "virus {HEX}EICAR.3"},
      // Symantec
      {"X-Infection-Found: Type=2; Resolution=2; Threat=Container size "
       "violation\r\n",
       "unscannable Container size violation"},
      {"X-Infection-Found: Type=2; Resolution=2; Threat=Encrypted container "
       "violation;\r\n",
       "encrypted Encrypted container violation"},
      // Sophos
      {"X-HRESULT: 80040203\r\nX-Virus-ID: Troj/DocDl-OYC\r\n",
       "virus Troj/DocDl-OYC"},
      {"X-Blocked: Virus found during virus scan\r\n",
       "virus Virus found during virus scan"},
      // ESET
      {"X-Infection-Found: Type=0; Resolution=0; Threat=VBA/Agent.JOA;\r\n"
       "X-Virus-ID: Virus\r\nX-Response-Info: Blocked\r\n",
       "virus VBA/Agent.JOA"},
      // Kaspersky
      {"X-Virus-ID: HEUR:Backdoor.Java.QRat.gen\r\nX-Response-Info: "
       "blocked\r\n",
       "virus HEUR:Backdoor.Java.QRat.gen"},
      {"X-Virus-ID: no threats\r\nX-Response-Info: passed\r\n", ""},
      {"X-Virus-ID: no threats\r\nX-Response-Info: blocked\r\n",
       "policy blocked"},
      // F-Secure
      {"X-FSecure-Scan-Result: infected\r\n"
       "X-FSecure-Infection-Name: \"Malware.W97M/Agent\"\r\n",
       "virus Malware.W97M/Agent"},
      {"X-FSecure-Scan-Result: clean\r\n", ""},
      {"X-FSecure-Scan-Result: suspected\r\n", "virus F-Secure: suspected"},
      {"X-FSecure-Scan-Result: encrypted\r\n",
       "encrypted F-Secure: encrypted"},
      {"X-FSecure-Scan-Result: scan_error\r\n",
       "unscannable F-Secure: scan_error"},
      // McAfee
      {"X-Virus-Name: EICAR test file\r\nX-Block-Reason: Malware found\r\n",
       "virus EICAR test file"},
      {"X-Block-Reason: Malware found\r\nX-Block-Result: 80\r\n",
       "virus Malware found"},
      {"X-Block-Reason: Media Type (Block List)\r\n",
       "policy Media Type (Block List)"},
      // OPSWAT MetaDefender
      {"X-Response-Info: Allowed\r\n", ""},
      {"X-Infection-Found: Type=2; Resolution=0; Threat=Encrypted Archive;\r\n"
       "X-Virus-ID: Encrypted Archive\r\nX-Blocked-Reason: Encrypted "
       "Archive\r\n",
       "encrypted Encrypted Archive"},
      {"X-Response-Info: Blocked\r\nX-Response-Desc: Denied type\r\n",
       "policy Denied type"},
      // Clearswift
      {"X-Infection-Found: Type=1; Resolution=2; Threat=Macro;\r\n",
       "policy Macro"},
      // Trend Micro
      {"X-Virus-ID: TSPY_ONLINEG.MCS\r\nX-Infection-Found: Type=0; "
       "Resolution=2; Threat=TSPY_ONLINEG.MCS;\r\nX-Response-Desc: FILE: x\r\n",
       "virus TSPY_ONLINEG.MCS"},
      {"X-Response-Desc: URL: No risk rating from WRS\r\n", ""},
      {"", ""},
  };
  for (const auto& one : said) {
    CAPTURE(one.first);
    CHECK(Found(one.first) == one.second);
  }
  CHECK(Say("X-Virus-ID: no threats\r\n").clean);
  CHECK(Say("X-Virus-ID: \"No Threats\"\r\n").clean);
  CHECK(Say("X-FSecure-Scan-Result: clean\r\n").clean);
  CHECK_FALSE(Say("X-Response-Info: Allowed\r\n").clean);
}

TEST_CASE("icap findings: what is not understood is a finding") {
  const std::pair<const char*, const char*> said[] = {
      {"X-Infection-Found:\r\n", "virus infection "},
      {"X-Infection-Found: yes\r\n", "virus infection yes"},
      {"X-Infection-Found: Type=0; Resolution=2; Threat=;\r\n",
       "virus infection Type=0; Resolution=2; Threat=;"},
      {"X-Infection-Found: Type=9; Threat=x\r\n", "virus x"},
      {"X-Infection-Found: Threat=x; Type=2\r\n", "unscannable x; Type=2"},
      {"X-Infection-Found: type=2;threat=a;b;\r\n", "unscannable a;b"},
      {"X-Infection-Found: Type=2; Threat=a\r\nX-Infection-Found: Type=0; "
       "Threat=b\r\n",
       "unscannable a; virus b"},
      // A virus beside what could not be opened.
      {"X-Infection-Found: Type=2; Threat=a;\r\nX-Virus-ID: b\r\n",
       "unscannable a; virus b"},
      {"X-Virus-ID:\r\n", "unscannable empty X-Virus-ID"},
      {"X-Virus-ID: none\r\n", "virus none"},
      {"X-Virus-ID: no threats\r\nX-Virus-ID: b\r\n", "virus b"},
      {"X-Virus-ID: no threats\r\nX-FSecure-Scan-Result: infected\r\n",
       "virus F-Secure: infected"},
      {"X-Violations-Found: 0\r\n", ""},
      {"X-Violations-Found: 2\r\n", "virus violations 2"},
      {"X-Violations-Found:\r\n", "virus violations "},
      {"X-Response-Info: Skipped\r\n", "unscannable response Skipped"},
      {"X-Block-Reason:\r\n", "policy blocked"},
  };
  for (const auto& one : said) {
    CAPTURE(one.first);
    CHECK(Found(one.first) == one.second);
  }
  CHECK(Found("X-Virus-ID: " + std::string(9000, 'x') + "\r\n").size() == 206);
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += "X-Virus-ID: v" + std::to_string(i) + "\r\n";
  CHECK(Say(many).findings.size() == 16);
}

TEST_CASE("icap findings: a site's rules go first") {
  CHECK(Found("X-House: Bad thing\r\n",
              {"X-House virus ^Bad (.*)$", "X-House clean ."}) ==
        "virus thing");
  CHECK(Found("X-House: good\r\n",
              {"X-House virus ^Bad (.*)$", "X-House clean ."})
            .empty());
  CHECK(Found("X-Virus-ID: None\r\n", {"x-virus-id clean ^None$"}).empty());
  CHECK(Found("X-Virus-ID: Nonesuch\r\n", {"x-virus-id clean ^None$"}) ==
        "virus Nonesuch");
  CHECK(Found("X-House: a\r\nX-Virus-ID: b\r\n", {"X-House policy a"}) ==
        "policy a; virus b");
  // What says less exactly counts where nothing else was found.
  CHECK(Found("X-Infection-Found: Type=0; Threat=a;\r\n"
              "X-Violations-Found: 1\r\nX-Response-Info: Blocked\r\n",
              {"X-Infection-Found policy Threat=([^;]+)"}) == "policy a");
  CHECK(Found("X-House: a\r\nX-FSecure-Scan-Result: infected\r\n",
              {"X-House policy a"}) ==
        "policy a; virus F-Secure: infected");
  for (const std::string& text :
       {""s, "X-House"s, "X-House virus"s, "X-House virus "s,
        "X-House good x"s, "X-House virus ("s, "X-House spam x"s,
        "X-House  x"s}) {
    CAPTURE(text);
    CHECK_FALSE(ParseIcapRule(text).ok());
  }
  std::vector<IcapRule> slow;
  slow.push_back(std::move(ParseIcapRule("X-House clean ^(a+)+$").value()));
  CHECK_FALSE(
      ReadIcapFields(FieldsOf("X-House: " + std::string(60, 'a') + "b\r\n"),
                     slow)
          .ok());
}

TEST_CASE("icap verdict: 204 is clean where it was asked for") {
  IcapAnswer answer = Answer("204 Unmodified\r\n");
  CHECK(Verdict(answer) == "not scanned");
  answer.asked_204 = true;
  CHECK(Verdict(answer) == "clean");
  answer.asked_204 = false;
  answer.to_preview = true;
  CHECK(Verdict(answer) == "clean");
  answer.had_all = false;
  CHECK(Verdict(answer).starts_with("unscannable"));
  IcapAnswer found = Answer("204 x\r\nX-Virus-ID: Eicar\r\n");
  found.asked_204 = true;
  CHECK(Verdict(found) == "virus Eicar");
}

TEST_CASE("icap verdict: 200 is clean with the same bytes only") {
  const std::string ok = "HTTP/1.1 200 OK\r\nVia: x\r\n";
  CHECK(Verdict(Answer("200 OK\r\n", ok)) == "clean");
  CHECK(Verdict(Answer("200 OK\r\n")) == "not scanned");
  CHECK(Verdict(Answer("200 OK\r\n", "HTTP/1.1 403 VirusFound\r\n")) ==
        "virus blocked: HTTP/1.1 403 VirusFound");
  for (const char* const status : {"204 x", "206 x", "304 x", "307 x", "500 x"})
    CHECK(Verdict(Answer("200 OK\r\n", "HTTP/1.1 "s + status + "\r\n"))
              .starts_with("virus answered: HTTP/1.1 "));
  CHECK(Verdict(Answer("200 OK\r\n", ok + "X-Virus-ID: x\r\n")) == "virus x");
  IcapAnswer changed = Answer("200 OK\r\n", ok);
  changed.same_body = false;
  CHECK(Verdict(changed) == "virus replaced by the ICAP server");
  IcapPolicy lenient;
  lenient.changed = Cause::kUnscannable;
  CHECK(Verdict(changed, lenient) ==
        "unscannable replaced by the ICAP server");
  // What is handed back by a server that could have said 204.
  IcapAnswer echo = Answer("200 OK\r\n", ok);
  echo.asked_204 = true;
  CHECK(Verdict(echo).starts_with("unscannable"));
  lenient.echo_is_clean = true;
  CHECK(Verdict(echo, lenient) == "clean");
  echo.had_all = false;
  CHECK(Verdict(echo, lenient).starts_with("unscannable"));
  IcapAnswer told = Answer("200 OK\r\nX-Virus-ID: no threats\r\n", ok);
  told.asked_204 = true;
  CHECK(Verdict(told) == "clean");
}

TEST_CASE("icap verdict: an answer that breaks off, and other statuses") {
  IcapAnswer broken = Answer("204 x\r\n");
  broken.asked_204 = true;
  broken.broken = FormatError("cut", "here");
  CHECK(Verdict(broken) == "not scanned");
  IcapAnswer found = Answer("200 OK\r\nX-Virus-ID: Eicar\r\n");
  found.broken = FormatError("cut", "here");
  CHECK(Verdict(found) == "virus Eicar");
  for (const char* const status :
       {"100 Continue", "201 x", "206 Partial", "301 x", "400 x", "404 x",
        "405 x", "408 x", "500 x", "503 x", "539 No license", "999 x"}) {
    IcapAnswer answer =
        Answer(status + "\r\nX-Virus-ID: no threats\r\n"s,
               "HTTP/1.1 200 OK\r\n");
    answer.asked_204 = true;
    CAPTURE(status);
    CHECK(Verdict(answer) == "not scanned");
  }
}

}  // namespace sallyport
