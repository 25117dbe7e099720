#include "inspect/scan.h"

#include <algorithm>
#include <cerrno>
#include <optional>

namespace sallyport {

namespace {

std::vector<Category> MayExcept(Config* config, const std::string& scanner) {
  std::vector<Category> categories;
  for (const std::string& name :
       config->List("scanner." + scanner + ".may_except")) {
    const std::optional<Category> category = ParseCategory(name);
    if (category && *category != Category::kUnscannable)
      categories.push_back(*category);
  }
  return categories;
}

/// Why the way it ended means that its answer does not count; empty if it
/// ended as it should. `messages_time` says that the message's deadline came
/// before the scanner's own.
std::string BadEnd(const JailedEnd& end, int64_t seconds,
                   bool messages_time) {
  const std::string too_late = "no answer in " + std::to_string(seconds) + " s";
  if (!end.heard.ok()) {
    if (end.heard.error().err != ETIMEDOUT) return end.heard.error().Text();
    return messages_time ? "no answer before the message's deadline"
                         : too_late;
  }
  if (!end.report) return "no report from the jail, " + end.child.Text();
  const JailReport& report = *end.report;
  if (report.word == "time") return too_late;
  if (report.word == "left") return "left a process behind";
  if (report.word == "start") return "cannot be started";
  if (report.word == "unheard") return "did not wait for the parts";
  if (report.word != "ok") return "jail: " + report.word;
  if (report.signal >= 0) return "signal " + std::to_string(report.signal);
  if (report.code != 0) return "exit " + std::to_string(report.code);
  if (!end.child.Succeeded()) return "jail: " + end.child.Text();
  return "";
}

void KeepReport(Config* config, ScannerReport report, ScannerResult* result) {
  const std::vector<std::string> allowed =
      config->List("scanner." + result->scanner + ".headers");
  for (auto& header : report.headers)
    if (HeaderAllowed(header.first, allowed))
      result->headers.push_back(std::move(header));
  for (Finding& finding : report.findings) finding.scanner = result->scanner;
  result->verdict =
      report.findings.empty() ? Verdict::kClean : Verdict::kFound;
  result->findings = std::move(report.findings);
  result->exceptions = std::move(report.exceptions);
  result->engine = std::move(report.engine);
}

}  // namespace

std::string_view Name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kClean:
      return "clean";
    case Verdict::kFound:
      return "found";
    case Verdict::kSkipped:
      return "skipped";
    case Verdict::kUnscanned:
      break;
  }
  return "unscanned";
}

std::string ScannerResult::Summary() const {
  std::string text = scanner + ":";
  text += Name(verdict);
  text += ":" + std::to_string(ms) + ":" + engine;
  return text;
}

ScannerResult RunJailed(Config* config, const std::string& scanner,
                        Result<JailedScanner> jailed, Deadline deadline,
                        const OutputTaker& take) {
  ScannerResult result;
  result.scanner = scanner;
  if (!jailed.ok()) {
    result.reason = jailed.error().Text();
    return result;
  }
  const int64_t seconds = config->Number("scanner." + scanner + ".seconds");
  if (!config->broken().empty()) {
    result.reason = "not configured: " + config->broken();
    return result;
  }
  const int64_t began = MonotonicMs();
  // The jail has a clock of its own; ours is the one that counts if it fails.
  constexpr int64_t kSlackMs = 2000;
  const Deadline own = Deadline::InMs(seconds * 1000 + kSlackMs);
  const bool messages_time = deadline.RemainingMs() < own.RemainingMs();
  Result<JailedEnd> end =
      std::move(jailed.value()).Run(deadline.Earlier(own), take);
  result.ms = MonotonicMs() - began;
  if (!end.ok()) {
    result.reason = end.error().Text();
    return result;
  }
  result.chatter = end.value().chatter;
  result.reason = BadEnd(end.value(), seconds, messages_time);
  return result;
}

ScannerResult RunOneScanner(Config* config, const std::string& scanner,
                            Result<JailedScanner> jailed, int parts,
                            Deadline deadline) {
  const std::string prefix = "scanner." + scanner + ".";
  const bool required = !config->Find(prefix + "required") ||
                        config->Flag(prefix + "required");
  std::vector<Category> may_except = MayExcept(config, scanner);
  ScannerOutput output(parts);
  ScannerResult result = RunJailed(
      config, scanner, std::move(jailed), deadline,
      [&output](std::string_view bytes) { return output.Feed(bytes); });
  result.required = required;
  result.may_except = std::move(may_except);
  if (!result.reason.empty()) return result;
  Result<ScannerReport> report = output.Finish();
  if (!report.ok())
    result.reason = report.error().Text();
  else
    KeepReport(config, std::move(report.value()), &result);
  return result;
}

std::vector<ScannerFailure> FailuresOf(
    const std::vector<ScannerResult>& results) {
  std::vector<ScannerFailure> failures;
  for (const ScannerResult& result : results) {
    const bool failed = result.verdict == Verdict::kUnscanned;
    if (result.stands_for.empty()) {
      if (failed && result.counts)
        failures.push_back({result.scanner, result.reason, result.required});
    } else if (result.counts) {
      if (failed)
        failures.back().reason +=
            "; backup " + result.scanner + ": " + result.reason;
      else
        failures.pop_back();
    }
  }
  return failures;
}

std::vector<LiftedFinding> LiftExcepted(const ScannerResult& by,
                                        std::vector<Finding>* findings) {
  std::vector<LiftedFinding> lifted;
  std::erase_if(*findings, [&by, &lifted](const Finding& finding) {
    const auto has = [](const auto& list, const auto& item) {
      return std::find(list.begin(), list.end(), item) != list.end();
    };
    const bool lifts = has(by.may_except, CategoryOf(finding.cause)) &&
                       has(by.exceptions, finding.name);
    if (lifts) lifted.push_back({finding, by.scanner});
    return lifts;
  });
  return lifted;
}

std::string BackupOf(Config* config, const std::string& scanner) {
  return std::string(config->Text("scanner." + scanner + ".backup"));
}

bool AnyMayExcept(Config* config, const std::vector<std::string>& names) {
  const auto may = [config](const std::string& name) {
    return !config->List("scanner." + name + ".may_except").empty();
  };
  return std::any_of(
      names.begin(), names.end(), [&](const std::string& name) {
        if (name == kPolicyScanner) return false;
        const std::string backup = BackupOf(config, name);
        return may(name) || (!backup.empty() && may(backup));
      });
}

}  // namespace sallyport
