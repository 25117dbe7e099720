#include "scanners/rspamd_options.h"

#include <string>

#include "scanners/scanner.h"

namespace sallyport {

namespace {

constexpr double kMostScore = 1e6;
constexpr double kMostSeconds = 3600;

Result<RspamdCounts> CountsOption() {
  const std::string text = Option("COUNTS").value_or("graver");
  if (text == "graver") return RspamdCounts::kGraver;
  if (text == "action") return RspamdCounts::kAction;
  if (text == "score") return RspamdCounts::kScore;
  return FormatError("counts = " + text, "allowed: graver, action or score");
}

Result<bool> DeferOption() {
  const std::string text = Option("SOFT_REJECT").value_or("defer");
  if (text == "defer") return true;
  if (text == "score") return false;
  return FormatError("soft_reject = " + text, "allowed: defer or score");
}

}  // namespace

Result<RspamdRules> RspamdRulesOfOptions() {
  RspamdRules rules;
  const Result<RspamdCounts> counts = CountsOption();
  if (!counts.ok()) return counts.error();
  rules.counts = counts.value();
  const Result<bool> defer = DeferOption();
  if (!defer.ok()) return defer.error();
  rules.defer_on_soft_reject = defer.value();
  const struct {
    const char* key;
    double* value;
    double least;
    double most;
  } kDecimals[] = {
      {"TAG_SCORE", &rules.tag_score, -kMostScore, kMostScore},
      {"HOLD_SCORE", &rules.hold_score, -kMostScore, kMostScore},
      {"REJECT_SCORE", &rules.reject_score, -kMostScore, kMostScore},
      {"TASK_SECONDS", &rules.task_seconds, 0, kMostSeconds}};
  for (const auto& decimal : kDecimals) {
    const Result<double> value =
        DecimalOption(decimal.key, *decimal.value, decimal.least, decimal.most);
    if (!value.ok()) return value.error();
    *decimal.value = value.value();
  }
  rules.tolerated_failures = ListOption("TOLERATED_FAILURES");
  return rules;
}

}  // namespace sallyport
