#include "admin/check_scanners.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "admin/check_messages.h"
#include "admin/signature_age.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "inspect/scan.h"
#include "mail/rule_check.h"
#include "mail/scanner_protocol.h"

namespace sallyport {

namespace {

constexpr std::string_view kMemberName = "sallyport-check.txt";
constexpr std::string_view kMemberBytes = "A member of a zip.\n";
constexpr std::string_view kForbiddenName = "sallyport-check.exe";
/// A field that only a spam engine is given the right to write.
constexpr std::string_view kSpamField = "X-Spam-Status";

std::string Postmaster(DryRunSite* site) {
  return "postmaster@" + std::string(site->config()->Text("hostname"));
}

/// Sends a message past `scanners`.
DryRun Send(DryRunSite* site, const std::string& text,
            std::vector<std::string> scanners) {
  const std::string address = Postmaster(site);
  const Result<DryMessage> message = site->TakeMessage(text);
  if (!message.ok()) {
    DryRun run;
    run.decision.reason = message.error().Text();
    return run;
  }
  DryEnvelope envelope;
  envelope.envelope = {address, {address}};
  envelope.scanners = std::move(scanners);
  return site->Run(message.value(), envelope);
}

/// A message with one attachment.
DryRun Send(DryRunSite* site, std::string_view name, std::string_view bytes,
            std::vector<std::string> scanners) {
  return Send(site, MakeMessage(Postmaster(site), name, bytes),
              std::move(scanners));
}

std::string EngineText(int64_t ms, const std::string& engine) {
  const std::string text = ", " + std::to_string(ms) + " ms";
  return engine.empty() ? text : text + ", " + engine;
}

/// The answer of the one scanner of a dry run; null if it was not asked.
const ScannerResult* ResultOf(const DryRun& run) {
  if (!run.inspection || run.inspection->results().empty()) return nullptr;
  return &run.inspection->results().front();
}

bool IsListed(Config* config, const std::string& scanner) {
  const auto names = [&](const std::string& key) {
    const std::vector<std::string> list = config->List(key);
    return std::find(list.begin(), list.end(), scanner) != list.end();
  };
  if (names("scanners")) return true;
  const int64_t domains =
      config->Find("domains") ? config->Number("domains") : 0;
  for (int64_t i = 0; i < domains; ++i) {
    const std::string key = "domain." + std::to_string(i) + ".scanners";
    if (config->Find(key) && names(key)) return true;
  }
  return false;
}

bool IsBackup(Config* config, const std::string& scanner) {
  const std::vector<std::string> names = config->ScannerNames();
  return std::any_of(names.begin(), names.end(), [&](const auto& name) {
    return name != kPolicyScanner && BackupOf(config, name) == scanner &&
           IsListed(config, name);
  });
}

/// One message past the scanner; not sent if it failed at the one before.
void Try(DryRunSite* site, const std::string& text, ScannerCheck* check,
         const std::function<void(const Finding&, const DryRun&)>& look) {
  if (!check->reason.empty()) return;
  const DryRun run = Send(site, text, {check->scanner});
  const ScannerResult* result = ResultOf(run);
  check->scanned = result != nullptr && result->verdict != Verdict::kUnscanned;
  if (result != nullptr) check->ms = std::max(check->ms, result->ms);
  if (!check->scanned) {
    check->reason = result != nullptr ? result->reason : run.decision.reason;
    if (result != nullptr && !result->chatter.empty())
      check->reason += " (" + result->chatter + ")";
    if (check->reason.empty()) check->reason = "no answer";
    return;
  }
  if (check->engine.empty()) check->engine = result->engine;
  for (const Finding& finding : result->findings) {
    check->for_spam = check->for_spam || finding.cause == Cause::kSpam;
    look(finding, run);
  }
}

ScannerCheck CheckScanner(DryRunSite* site, const std::string& scanner) {
  Config* config = site->config();
  const std::string prefix = "scanner." + scanner + ".";
  ScannerCheck check;
  check.scanner = scanner;
  check.listed = IsListed(config, scanner);
  check.backup = !check.listed && IsBackup(config, scanner);
  check.required = config->Flag(prefix + "required");
  check.for_spam = HeaderAllowed(kSpamField, config->List(prefix + "headers"));
  const std::string address = Postmaster(site);
  const std::string eicar = EicarBytes();
  Try(site, MakeMessage(address, "eicar.com", eicar), &check,
      [&check](const Finding& finding, const DryRun&) {
        if (finding.cause == Cause::kVirus) check.sees_plain = true;
      });
  Try(site,
      MakeMessage(address, "sallyport-check.zip", MakeZip("eicar.com", eicar)),
      &check, [&check](const Finding& finding, const DryRun&) {
        if (finding.cause == Cause::kVirus) check.sees_zipped = true;
      });
  Try(site, MakeTextMessage(address, GtubeLine() + "\n" + RuleCheckText()),
      &check, [&check](const Finding& finding, const DryRun& run) {
        if (finding.name == kRuleCheckName) check.asks_rules = true;
        if (finding.cause == Cause::kSpam &&
            finding.score >= run.inspection->settings_of(0).spam_tag)
          check.sees_gtube = true;
      });
  check.signature_hours = SignatureHours(check.engine, Now());
  return check;
}

/// What the scanner saw, where it answered.
CheckLine JudgeAnswers(const ScannerCheck& check, CheckState bad) {
  CheckLine line = {CheckState::kOk, check.scanner, ""};
  const std::string gtube = check.sees_gtube ? " and GTUBE" : "";
  if (check.sees_plain && check.sees_zipped) {
    line.text = "sees EICAR" + gtube;
  } else if (check.sees_plain || check.sees_zipped) {
    line.state = bad;
    line.text = check.sees_plain ? "sees EICAR, but not inside a zip"
                                 : "sees EICAR inside a zip only";
  } else if (check.sees_gtube) {
    line.text = "for spam, sees GTUBE";
  } else if (check.asks_rules) {
    line.text = "its rules are asked";
  } else {
    line.state = CheckState::kWarning;
    line.text = check.for_spam ? "for spam, does not see GTUBE"
                               : "does not see EICAR";
  }
  return line;
}

}  // namespace

CheckLine CheckUnpacker(DryRunSite* site) {
  const DryRun run = Send(site, "sallyport-check.zip",
                          MakeZip(kMemberName, kMemberBytes), {});
  CheckLine line = {CheckState::kWrong, "unpacker", ""};
  if (!run.inspection || run.inspection->unpacked().rows.empty()) {
    line.text = run.decision.reason;
    return line;
  }
  const std::string digest = Hex(Sha256Of(kMemberBytes));
  const std::vector<ManifestRow>& rows = run.inspection->unpacked().rows;
  const bool opened =
      std::any_of(rows.begin(), rows.end(), [&digest](const ManifestRow& row) {
        return row.name == kMemberName && row.sha256 == digest;
      });
  line.state = opened ? CheckState::kOk : CheckState::kWrong;
  line.text = opened ? "opens a zip" : "does not open a zip";
  line.text += ", " + std::to_string(run.inspection->unpack_ms()) + " ms";
  return line;
}

std::vector<CheckLine> CheckPolicy(DryRunSite* site) {
  const std::vector<std::string> names = site->config()->ScannerNames();
  if (std::find(names.begin(), names.end(), kPolicyScanner) == names.end())
    return {};
  const DryRun run =
      Send(site, kForbiddenName, "Not a program.\n", {kPolicyScanner});
  CheckLine line = {CheckState::kWrong, kPolicyScanner, ""};
  const ScannerResult* result = ResultOf(run);
  if (result == nullptr) {
    line.text = "not scanned: " + run.decision.reason;
    return {line};
  }
  for (const Finding& finding : run.inspection->findings()) {
    if (finding.scanner != kPolicyScanner) continue;
    line.state = CheckState::kOk;
    line.text = "finds .exe: \"" + finding.name + "\"";
    break;
  }
  if (line.text.empty()) {
    line.state = CheckState::kWarning;
    line.text = "no rule for .exe";
  }
  line.text += EngineText(result->ms, result->engine);
  return {line};
}

std::vector<ScannerCheck> CheckScanners(DryRunSite* site) {
  std::vector<ScannerCheck> checks;
  for (const std::string& scanner : site->config()->ScannerNames())
    if (scanner != kPolicyScanner)
      checks.push_back(CheckScanner(site, scanner));
  return checks;
}

CheckLine JudgeScanner(const ScannerCheck& check) {
  // What no mail meets can do no mail harm.
  const bool met = check.listed || check.backup;
  const CheckState bad = met ? CheckState::kWrong : CheckState::kWarning;
  CheckLine line = check.scanned
                       ? JudgeAnswers(check, bad)
                       : CheckLine{bad, check.scanner,
                                   "not scanned: " + check.reason};
  line.text += EngineText(check.ms, check.engine);
  if (check.signature_hours) {
    line.text += ", signatures are " + AgeText(*check.signature_hours) + " old";
    if (line.state == CheckState::kOk &&
        *check.signature_hours > kOldSignatureHours)
      line.state = CheckState::kWarning;
  }
  if (!check.listed) line.text += check.backup ? ", a backup" : ", in no list";
  return line;
}

CheckLine JudgeScanners(const std::vector<ScannerCheck>& checks) {
  bool any = false;
  for (const ScannerCheck& check : checks) {
    if (!check.listed || !check.required) continue;
    if (check.sees_plain && check.sees_zipped)
      return {CheckState::kOk, "viruses",
              check.scanner + " is required and sees EICAR"};
    any = any || !(check.for_spam || check.asks_rules);
  }
  if (any)
    return {CheckState::kWrong, "viruses",
            "no required scanner sees EICAR"};
  return {CheckState::kWarning, "viruses",
          "no virus scanner is required"};
}

}  // namespace sallyport
