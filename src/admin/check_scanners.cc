#include "admin/check_scanners.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "admin/check_messages.h"
#include "base/sha256.h"
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

/// Sends a message with one attachment past `scanners`.
DryRun Send(DryRunSite* site, std::string_view name, std::string_view bytes,
            std::vector<std::string> scanners) {
  const std::string address = Postmaster(site);
  const Result<DryMessage> message =
      site->TakeMessage(MakeMessage(address, name, bytes));
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

/// One message past the scanner; true if it named a virus.
bool SeesEicar(DryRunSite* site, std::string_view name,
               std::string_view bytes, ScannerCheck* check) {
  const DryRun run = Send(site, name, bytes, {check->scanner});
  const ScannerResult* result = ResultOf(run);
  check->scanned = result != nullptr && result->verdict != Verdict::kUnscanned;
  if (result != nullptr) check->ms = std::max(check->ms, result->ms);
  if (!check->scanned) {
    check->reason = result != nullptr ? result->reason : run.decision.reason;
    if (result != nullptr && !result->chatter.empty())
      check->reason += " (" + result->chatter + ")";
    return false;
  }
  if (check->engine.empty()) check->engine = result->engine;
  bool sees = false;
  for (const Finding& finding : result->findings) {
    sees = sees || finding.cause == Cause::kVirus;
    check->for_spam = check->for_spam || finding.cause == Cause::kSpam;
  }
  return sees;
}

ScannerCheck CheckScanner(DryRunSite* site, const std::string& scanner) {
  Config* config = site->config();
  const std::string prefix = "scanner." + scanner + ".";
  ScannerCheck check;
  check.scanner = scanner;
  check.listed = IsListed(config, scanner);
  check.required = config->Flag(prefix + "required");
  check.for_spam = HeaderAllowed(kSpamField, config->List(prefix + "headers"));
  const std::string eicar = EicarBytes();
  check.sees_plain = SeesEicar(site, "eicar.com", eicar, &check);
  if (check.scanned)
    check.sees_zipped = SeesEicar(site, "sallyport-check.zip",
                                  MakeZip("eicar.com", eicar), &check);
  return check;
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
  const CheckState bad =
      check.listed ? CheckState::kWrong : CheckState::kWarning;
  CheckLine line = {CheckState::kOk, check.scanner, ""};
  if (!check.scanned) {
    line.state = bad;
    line.text = "not scanned: " + check.reason;
  } else if (check.sees_plain && check.sees_zipped) {
    line.text = "sees EICAR";
  } else if (check.sees_plain || check.sees_zipped) {
    line.state = bad;
    line.text = check.sees_plain ? "sees EICAR, but not inside a zip"
                                 : "sees EICAR inside a zip only";
  } else if (check.for_spam) {
    line.text = "for spam, does not see EICAR";
  } else {
    line.state = CheckState::kWarning;
    line.text = "does not see EICAR";
  }
  line.text += EngineText(check.ms, check.engine);
  if (!check.listed) line.text += ", in no list";
  return line;
}

CheckLine JudgeScanners(const std::vector<ScannerCheck>& checks) {
  bool any = false;
  for (const ScannerCheck& check : checks) {
    if (!check.listed || !check.required) continue;
    if (check.sees_plain && check.sees_zipped)
      return {CheckState::kOk, "viruses",
              check.scanner + " is required and sees EICAR"};
    any = any || !check.for_spam;
  }
  if (any)
    return {CheckState::kWrong, "viruses",
            "no required scanner sees EICAR"};
  return {CheckState::kWarning, "viruses",
          "no virus scanner is required"};
}

}  // namespace sallyport
