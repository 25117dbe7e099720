// Has the message opened up and looked at: the scanners that any recipient's
// settings name, in the order of the site's list, until a finding decides.

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "base/escape.h"
#include "base/io.h"
#include "mail/manifest.h"
#include "mail/paths.h"
#include "queue/gate.h"

namespace sallyport {

namespace {

constexpr mode_t kSlotFileMode = 0440;
constexpr const char* kPolicy = "policy";

Ending Deferred(Gate* gate, ExitCode code, std::string reason) {
  Ending ending = Ending::Failed(code, std::move(reason));
  ending.client_text = DeferText(gate);
  return ending;
}

/// The settings of each recipient, narrowed where the client's tcprules say
/// so, and the scanners that any of them names.
void GatherSettings(Gate* gate) {
  const Caller& caller = gate->caller;
  std::vector<const Settings*> wanted;
  for (const std::string& recipient : gate->envelope.recipients)
    wanted.push_back(&gate->settings->For(
        recipient, gate->envelope.sender, caller.client_class));
  if (wanted.empty()) wanted.push_back(&gate->settings->Site());
  const bool narrow = caller.narrows_scanners || caller.spam_off;
  if (narrow) {
    gate->narrowed.reserve(wanted.size());
    for (const Settings*& settings : wanted) {
      Settings copy = *settings;
      copy.spam = copy.spam && !caller.spam_off;
      if (caller.narrows_scanners)
        std::erase_if(copy.scanners, [&caller](const std::string& name) {
          return std::find(caller.scanners.begin(), caller.scanners.end(),
                           name) == caller.scanners.end();
        });
      gate->narrowed.push_back(std::move(copy));
      settings = &gate->narrowed.back();
    }
  }
  for (const Settings* settings : wanted)
    for (const std::string& name : settings->scanners)
      if (std::find(gate->scanners.begin(), gate->scanners.end(), name) ==
          gate->scanners.end())
        gate->scanners.push_back(name);
  gate->recipient_settings = std::move(wanted);
}

bool Wanted(const Gate& gate, const char* scanner) {
  return std::find(gate.scanners.begin(), gate.scanners.end(), scanner) !=
         gate.scanners.end();
}

/// A plugin besides the policy that will look at parts.
bool AnyPlugin(const Gate& gate) {
  return std::any_of(gate.scanners.begin(), gate.scanners.end(),
                     [](const std::string& name) { return name != kPolicy; });
}

/// A read-only opening of the message, its position at the start.
Result<Fd> OpenMessage(const Gate& gate) {
  return OpenAt(gate.slot->directory(), kSlotMessage, O_RDONLY);
}

Status WriteSlotFile(const Gate& gate, const char* name,
                     std::string_view bytes) {
  Result<Fd> file = OpenAt(gate.slot->directory(), name,
                           O_WRONLY | O_CREAT | O_EXCL, kSlotFileMode);
  if (!file.ok()) return file.error();
  return WriteAll(file.value().get(), bytes);
}

/// What plugins are told besides the message and its parts.
Status WriteForPlugins(const Gate& gate) {
  std::string recipients;
  for (const std::string& recipient : gate.envelope.recipients)
    recipients += EscapeField(recipient) + "\n";
  Status status = WriteSlotFile(gate, kSlotRecipients, recipients);
  if (!status.ok()) return status;
  return WriteSlotFile(gate, kSlotManifest, FormatManifest(gate.unpacked.rows));
}

DecideInput Input(const Gate& gate) {
  DecideInput input;
  input.findings = gate.findings;
  for (const ScannerResult& result : gate.results)
    if (result.verdict == Verdict::kUnscanned && result.required)
      input.failures.push_back({result.scanner, result.reason});
  input.recipients = gate.recipient_settings;
  if (gate.envelope.recipients.empty()) input.recipients.clear();
  input.site = gate.recipient_settings.front();
  input.may_reject = !gate.caller.is_send && !gate.delivered_to;
  return input;
}

void AddPolicyResult(Gate* gate) {
  ScannerResult policy;
  policy.scanner = kPolicy;
  const bool found = std::any_of(
      gate->findings.begin(), gate->findings.end(),
      [](const Finding& finding) { return finding.scanner == kPolicy; });
  policy.verdict = found ? Verdict::kFound : Verdict::kClean;
  policy.engine = gate->unpacked.policy_engine;
  policy.ms = gate->unpack_ms;
  gate->results.push_back(std::move(policy));
}

void RunPlugin(Gate* gate, const std::string& name) {
  ScannerResult result;
  Result<Fd> message = OpenMessage(*gate);
  if (!message.ok()) {
    result.scanner = name;
    result.reason = message.error().Text();
  } else {
    JailInput input;
    input.slot = gate->slot->Name();
    input.message = message.value().get();
    input.facts = gate->facts.get();
    result = RunOneScanner(gate->config.get(), gate->plan, input, name,
                           static_cast<int>(gate->unpacked.rows.size()) - 1,
                           *gate->deadline);
  }
  for (const Finding& finding : result.findings)
    gate->findings.push_back(finding);
  LiftExcepted(result, &gate->findings);
  gate->results.push_back(std::move(result));
}

}  // namespace

std::optional<Ending> Unpack(Gate* gate) {
  GatherSettings(gate);
  ManifestRow raw;
  raw.kind = "message";
  raw.type = "message/rfc822";
  raw.bytes = gate->bytes;
  raw.sha256 = gate->sha256;
  if (gate->caller.scan_nothing) {
    gate->unpacked.rows.push_back(std::move(raw));
    return std::nullopt;
  }
  const int64_t began = MonotonicMs();
  Result<Fd> message = OpenMessage(*gate);
  if (!message.ok())
    return Deferred(gate, ExitCode::kDeferred,
                    "unpack: " + message.error().Text());
  Fd policy;
  if (Wanted(*gate, kPolicy)) {
    Result<Fd> rules =
        OpenAt(gate->live_directory.get(), kPolicyBin, O_RDONLY);
    if (!rules.ok())
      return Deferred(gate, ExitCode::kDeferred,
                      "unpack: " + rules.error().Text());
    policy = std::move(rules.value());
  }
  JailInput input;
  input.slot = gate->slot->Name();
  input.message = message.value().get();
  input.facts = gate->facts.get();
  input.policy = policy.get();
  Result<Unpacked> unpacked = UnpackMessage(
      gate->plan, input, ReadUnpackLimits(gate->config.get()), std::move(raw),
      AnyPlugin(*gate) ? gate->slot->parts() : -1, *gate->deadline);
  gate->unpack_ms = MonotonicMs() - began;
  if (!unpacked.ok())
    return Deferred(gate, ExitCode::kDeferred, unpacked.error().Text());
  gate->unpacked = std::move(unpacked.value());
  if (policy.valid() && gate->unpacked.policy_engine.empty())
    return Deferred(gate, ExitCode::kDeferred, "unpack: policy was not asked");
  return std::nullopt;
}

std::optional<Ending> Scan(Gate* gate) {
  gate->findings = gate->unpacked.findings;
  if (gate->caller.scan_nothing) return std::nullopt;
  const int64_t began = MonotonicMs();
  if (AnyPlugin(*gate)) {
    Status written = WriteForPlugins(*gate);
    if (!written.ok())
      return Deferred(gate, ExitCode::kDeferred,
                      "scan: " + written.error().Text());
  }
  const bool may_be_lifted = AnyMayExcept(gate->config.get(), gate->scanners);
  bool decided = false;
  for (const std::string& name : gate->scanners) {
    if (name == kPolicy) {
      AddPolicyResult(gate);
    } else if (decided) {
      ScannerResult skipped;
      skipped.scanner = name;
      skipped.verdict = Verdict::kSkipped;
      gate->results.push_back(std::move(skipped));
    } else {
      RunPlugin(gate, name);
    }
    decided = !may_be_lifted && AlreadyDecided(Input(*gate));
  }
  gate->scan_ms = MonotonicMs() - began;
  return std::nullopt;
}

std::optional<Ending> Judge(Gate* gate) {
  gate->decision = Decide(Input(*gate));
  if (!gate->config->broken().empty())
    return Deferred(gate, ExitCode::kDeferred,
                    "decide: config.cdb: " + gate->config->broken());
  if (gate->decision.answer == Answer::kDefer)
    return Deferred(gate, ExitCode::kDeferred, gate->decision.reason);
  return std::nullopt;
}

}  // namespace sallyport
