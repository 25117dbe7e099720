// A scanner's answer counts only if everything about it is right; and what an
// answer may lift and add.

#include "inspect/scan.h"

#include <doctest/doctest.h>

#include "tests/inspect/fake_jail.h"

namespace sallyport {

using test::ConfigFile;
using test::ConfigValues;
using test::FakeJail;
using test::kReportOk;
using test::ScannerValues;

namespace {

constexpr int kParts = 3;

ScannerResult Run(const std::string& script, const ConfigValues& extra = {},
                  const std::string& without = "", int64_t ms = 60000) {
  ConfigValues values = ScannerValues("house");
  for (const auto& [key, value] : extra) values[key] = value;
  values.erase(without);
  const ConfigFile file(values);
  Config config = file.Open();
  const FakeJail jail(script);
  return RunOneScanner(
      &config, "house",
      JailedScanner::Start(jail.plan(), jail.Input(), "house"), kParts,
      Deadline::InMs(ms));
}

std::string Report(const std::string& words) {
  return "echo done; echo '" + words + "' >&6\n";
}

std::string ListOf(const std::vector<std::string>& items) {
  return FormatConfigList(items);
}

}  // namespace

TEST_CASE("done, exit 0 and nothing left is clean") {
  const ScannerResult result =
      Run("printf 'engine\\tE 1\\ndone\\n'\n" + std::string(kReportOk));
  CHECK(result.verdict == Verdict::kClean);
  CHECK(result.reason == "");
  CHECK(result.engine == "E 1");
  CHECK(result.required);
  CHECK(result.scanner == "house");
}

TEST_CASE("a finding carries its scanner's name") {
  const ScannerResult result =
      Run("printf 'virus\\tEicar\\t3\\ndone\\n'\n" + std::string(kReportOk));
  CHECK(result.verdict == Verdict::kFound);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].scanner == "house");
  CHECK(result.findings[0].part == 3);
}

TEST_CASE("any end but a good one is unscanned, and says why") {
  const struct {
    std::string script;
    std::string reason;
  } rows[] = {
      {Report("end time -1 9 0 0"), "no answer in 60 s"},
      {Report("end left 0 -1 0 0"), "left a process behind"},
      {Report("end start -1 -1 0 0"), "cannot be started"},
      {Report("end ok 1 -1 0 0"), "exit 1"},
      {Report("end ok -1 11 0 0"), "signal 11"},
      {Report("end ok -1 -1 0 0"), "exit -1"},
      {Report("end ordered 0 -1 0 0"), "jail: ordered"},
      {Report("end fine 0 -1 0 0"), "jail: fine"},
      {Report("end unheard 0 -1 0 0"), "did not wait for the parts"},
      {Report("end start 0 -1 0 0"), "cannot be started"},
      {Report("end left 0 -1 0 0") + "exit 1\n", "left a process behind"},
      {Report("end ok 0 -1 0 0") + "exit 1\n", "jail: exit 1"},
      {Report("end ok 0 -1 0 0") + "kill -9 $$\n", "jail: signal 9"},
      {"echo done\n", "no report from the jail, exit 0"},
      {"exit 111\n", "no report from the jail, exit 111"},
      {kReportOk, "output ended without done"},
      {"printf done\n" + std::string(kReportOk), "cut line done"},
      {"echo nonsense\n" + std::string(kReportOk), "unknown line nonsense"},
      {"printf 'virus\\tX\\t4\\ndone\\n'\n" + std::string(kReportOk),
       "bad part 4"}};
  for (const auto& row : rows) {
    const ScannerResult result = Run(row.script);
    CHECK(result.verdict == Verdict::kUnscanned);
    CHECK(result.reason == row.reason);
    CHECK(result.findings.empty());
    CHECK(result.headers.empty());
  }
}

TEST_CASE("too late is no answer, and the reason names whose time it was") {
  const std::string until_ordered =
      "echo done; cat <&5 >/dev/null; echo 'end ordered -1 9 0 0' >&6\n";
  const ScannerResult of_message = Run(until_ordered, {}, "", 50);
  CHECK(of_message.verdict == Verdict::kUnscanned);
  CHECK(of_message.reason == "no answer before the message's deadline");
  // A jail whose own clock fails.
  const ScannerResult of_scanner =
      Run(until_ordered, {{"scanner.house.seconds", "0"}});
  CHECK(of_scanner.verdict == Verdict::kUnscanned);
  CHECK(of_scanner.reason == "no answer in 0 s");
}

TEST_CASE("what a scanner said before it failed does not count") {
  const ScannerResult result =
      Run("printf 'except\\tX\\nheader\\tX-A\\tb\\nvirus\\tY\\t-\\n'\n" +
              std::string(kReportOk),
          {{"scanner.house.headers", ListOf({"*"})},
           {"scanner.house.may_except", ListOf({"virus"})}});
  CHECK(result.verdict == Verdict::kUnscanned);
  CHECK(result.findings.empty());
  CHECK(result.exceptions.empty());
  CHECK(result.headers.empty());
}

TEST_CASE("a scanner that is not configured is unscanned") {
  const std::string good = "echo done\n" + std::string(kReportOk);
  for (const char* key :
       {"scanner.house.seconds", "scanner.house.may_except"}) {
    const ScannerResult result = Run(good, {}, key);
    CHECK(result.verdict == Verdict::kUnscanned);
    CHECK(result.required);
    CHECK(result.reason == "not configured: " + std::string(key));
  }
  CHECK(Run(good, {}, "scanner.house.required").required);
  CHECK_FALSE(Run(good, {{"scanner.house.required", "0"}}).required);
}

TEST_CASE("only headers on the scanner's list are kept") {
  const ScannerResult result = Run(
      "printf 'header\\tX-Spam-Flag\\tYES\\nheader\\tX-Other\\tb\\n"
      "header\\tSubject\\tc\\nheader\\tX-Sallyport\\td\\ndone\\n'\n" +
          std::string(kReportOk),
      {{"scanner.house.headers", ListOf({"X-Spam-*", "Subject", "*port"})}});
  CHECK(result.verdict == Verdict::kClean);
  REQUIRE(result.headers.size() == 1);
  CHECK(result.headers[0].first == "X-Spam-Flag");
}

TEST_CASE("a scanner never has the power over what is unscannable") {
  const ScannerResult result =
      Run("printf 'except\\tX\\ndone\\n'\n" + std::string(kReportOk),
          {{"scanner.house.may_except",
            ListOf({"virus", "unscannable", "nonsense", "spam"})}});
  CHECK(result.may_except ==
        std::vector<Category>{Category::kVirus, Category::kSpam});
  CHECK(result.exceptions == std::vector<std::string>{"X"});
}

TEST_CASE("an exception lifts by name, within the scanner's categories") {
  ScannerResult by;
  by.exceptions = {"A", "limit"};
  by.may_except = {Category::kVirus};
  std::vector<Finding> findings = {{Cause::kVirus, "A", 1, 0, "clamd"},
                                   {Cause::kVirus, "B", 1, 0, "clamd"},
                                   {Cause::kVirus, "A", 2, 0, "other"},
                                   {Cause::kPolicy, "A", 1, 0, "policy"},
                                   {Cause::kLimit, "limit", 1, 0, "unpack"}};
  by.scanner = "house";
  const std::vector<LiftedFinding> lifted = LiftExcepted(by, &findings);
  REQUIRE(lifted.size() == 2);
  CHECK(lifted[0].finding.scanner == "clamd");
  CHECK(lifted[1].finding.part == 2);
  CHECK(lifted[1].by == "house");
  REQUIRE(findings.size() == 3);
  CHECK(findings[0].name == "B");
  CHECK(findings[1].cause == Cause::kPolicy);
  CHECK(findings[2].cause == Cause::kLimit);
  by.may_except = {};
  std::vector<Finding> kept = {{Cause::kVirus, "A", 1, 0, "clamd"}};
  CHECK(LiftExcepted(by, &kept).empty());
  CHECK(kept.size() == 1);
}

TEST_CASE("some scanner may lift") {
  ConfigValues values = {{"scanner.a.may_except", ""},
                         {"scanner.b.may_except", ListOf({"virus"})},
                         {"scanner.c.may_except", ""},
                         {"scanner.a.backup", ""},
                         {"scanner.b.backup", ""},
                         {"scanner.c.backup", "b"}};
  const ConfigFile file(values);
  Config config = file.Open();
  CHECK_FALSE(AnyMayExcept(&config, {}));
  CHECK_FALSE(AnyMayExcept(&config, {"policy", "a"}));
  CHECK(AnyMayExcept(&config, {"policy", "a", "b"}));
  CHECK(AnyMayExcept(&config, {"c"}));
  CHECK(config.broken() == "");
}

namespace {

ScannerResult Unscanned(const std::string& scanner, const std::string& reason) {
  ScannerResult result;
  result.scanner = scanner;
  result.reason = reason;
  return result;
}

/// "clamd: gone (required)", each failure that counts.
std::string Failures(const std::vector<ScannerResult>& results) {
  std::string text;
  for (const ScannerFailure& failure : FailuresOf(results))
    text += failure.scanner + ": " + failure.reason +
            (failure.required ? " (required)\n" : "\n");
  return text;
}

}  // namespace

TEST_CASE("a scanner that failed, or its backup, has the last word") {
  const ScannerResult gone = Unscanned("clamd", "gone");
  ScannerResult clean = Unscanned("policy", "");
  clean.verdict = Verdict::kClean;
  ScannerResult backup = Unscanned("second", "gone, too");
  backup.stands_for = "clamd";
  CHECK(Failures({clean, gone}) == "clamd: gone (required)\n");
  CHECK(Failures({clean, gone, backup}) ==
        "clamd: gone; backup second: gone, too (required)\n");
  backup.verdict = Verdict::kFound;
  CHECK(Failures({clean, gone, backup}) == "");
  CHECK(Failures({gone, backup, Unscanned("spamd", "slow")}) ==
        "spamd: slow (required)\n");
  ScannerResult optional = Unscanned("spamd", "slow");
  optional.required = false;
  CHECK(Failures({optional}) == "spamd: slow\n");
  optional.counts = false;
  CHECK(Failures({gone, optional}) == "clamd: gone (required)\n");
}

TEST_CASE("the summary of a result for the logs") {
  ScannerResult result;
  result.scanner = "clamd";
  result.ms = 12;
  CHECK(result.Summary() == "clamd:unscanned:12:");
  result.verdict = Verdict::kFound;
  result.engine = "ClamAV 1.0.7/27";
  CHECK(result.Summary() == "clamd:found:12:ClamAV 1.0.7/27");
  CHECK(Name(Verdict::kClean) == "clean");
  CHECK(Name(Verdict::kSkipped) == "skipped");
}

}  // namespace sallyport
