// What `sallyport check` tells of engines: whether those for spam see GTUBE,
// how old signatures are, and why one does not answer.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/scanners/rspamd_daemon.h"
#include "tests/scanners/spamd_daemon.h"
#include "tests/system/site.h"
#include "tests/system/spool_tree.h"
#include "tests/system/yara_site.h"

using namespace sallyport;
using namespace sallyport::test;
using nlohmann::json;

namespace {

/// A site whose scanner "house" is a shell script.
class ScriptSite {
 public:
  explicit ScriptSite(const std::string& script, const std::string& more = "") {
    WriteWholeFile(site_.Path("house"), "#!/bin/sh\n" + script, 0755);
    const SendOutcome configured = site_.Configure(
        "scanners = [\"house\"]\n[scanner.house]\nprogram = \"" +
        site_.Path("house") + "\"\n" + more);
    INFO(configured.log);
    REQUIRE(configured.end.Succeeded());
  }

  std::string Check() {
    const KeepsNothing nothing(site_);
    return WithoutTimes(site_.Run({"check"}).text);
  }

  json CheckAsJson() {
    return json::parse(site_.Run({"check", "--json"}).text);
  }

 private:
  Site site_;
};

bool Has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("rules of the site are asked, whatever they look for") {
  const YaraSite rules;
  Site site(rules.Config());
  const SendOutcome checked = site.Run({"check"});
  INFO(checked.text);
  CHECK(Has(WithoutTimes(checked.text),
            "\nok       yara: its rules are asked, N ms, yara 4."));
  CHECK(Has(checked.text, "no virus scanner is required"));
  CHECK(checked.end.code == 0);
  const json told = json::parse(site.Run({"check", "--json"}).text);
  CHECK(told["scanners"][0]["asks_rules"] == true);
}

TEST_CASE("a spam engine's score for GTUBE must meet the site's threshold") {
  const std::string script =
      "grep -q GTUBE-STANDARD \"$SALLYPORT_MESSAGE\" &&\n"
      "  printf 'spam\\t7\\tGTUBE\\n'\necho done\n";
  ScriptSite tags(script);
  CHECK(Has(tags.Check(), "\nok       house: for spam, sees GTUBE, N ms\n"));
  CHECK(tags.CheckAsJson()["scanners"][0]["sees_gtube"] == true);
  ScriptSite passes(script, "[spam]\ntag = 8.0\n");
  CHECK(Has(passes.Check(),
            "\nwarning  house: for spam, does not see GTUBE, N ms\n"));
  CHECK(passes.CheckAsJson()["scanners"][0]["sees_gtube"] == false);
}

TEST_CASE("a scanner may see viruses and spam") {
  ScriptSite both("printf 'virus\\tX\\t-\\nspam\\t7\\tGTUBE\\n'\necho done\n");
  CHECK(Has(both.Check(), "\nok       house: sees EICAR and GTUBE, N ms\n"));
}

TEST_CASE("a scanner that fails at one of the messages does not answer") {
  for (const char* message : {"Content-Disposition: .*eicar.com",
                              "sallyport-check.zip", "GTUBE-STANDARD"}) {
    CAPTURE(message);
    ScriptSite fails("grep -q '" + std::string(message) +
                     "' \"$SALLYPORT_MESSAGE\" && exit 3\n"
                     "printf 'virus\\tX\\t-\\n'\necho done\n");
    CHECK(Has(fails.Check(), "\nwrong    house: not scanned: exit 3, N ms\n"));
  }
}

TEST_CASE("the real engines for spam see GTUBE, and one that is gone tells") {
  const SpamdDaemon spamd;
  const RspamdDaemon rspamd;
  Site site(
      "scanners = [\"policy\", \"spamd\", \"rspamd\", \"gone\"]\n"
      "[scanner.spamd]\nservers = [\"" +
      spamd.address() + "\"]\n[scanner.rspamd]\nservers = [\"" +
      rspamd.socket() +
      "\"]\n[scanner.gone]\nprogram = \"rspamd\"\n"
      "servers = [\"/nowhere/rspamd.sock\"]\n");
  const SendOutcome outcome = site.Run({"check"});
  const std::string text = WithoutTimes(outcome.text);
  INFO(text);
  CHECK(outcome.end.code == 1);
  CHECK(Has(text, "\nok       spamd: for spam, sees GTUBE, N ms, spamd\n"));
  CHECK(Has(text, "\nok       rspamd: for spam, sees GTUBE, N ms, rspamd 3."));
  CHECK(Has(text,
            "\nwrong    gone: not scanned: exit 1 (no server answers connect "
            "/nowhere/rspamd.sock: "));
}

TEST_CASE("the age of signatures is told, where the engine tells it") {
  const struct {
    const char* days;
    const char* state;
  } rows[] = {{"3", "ok       "}, {"30", "warning  "}};
  for (const auto& row : rows) {
    const std::string days(row.days);
    ScriptSite site("printf 'engine\\tAV 5 %s\\n' \"$(date -u -d '" + days +
                    " days ago' +%F)\"\nprintf 'virus\\tX\\t-\\n'\n"
                    "echo done\n");
    const std::string text = site.Check();
    INFO(text);
    CHECK(Has(text, "\n" + std::string(row.state) +
                        "house: sees EICAR, N ms, AV 5 "));
    CHECK(Has(text, ", signatures are " + days + " days old\n"));
    const json told = site.CheckAsJson();
    CHECK(told["wrong"] == false);
    CHECK(told["scanners"][0]["signature_hours"] >= std::stoi(days) * 24);
  }
  ScriptSite none("printf 'engine\\tAV 5\\n'\necho done\n");
  CHECK(none.CheckAsJson()["scanners"][0]["signature_hours"].is_null());
}
