#include "inspect/inspection.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/escape.h"
#include "base/io.h"
#include "mail/scanner_protocol.h"
#include "mail/manifest.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr mode_t kSlotFileMode = 0440;

bool Contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

Result<Fd> MakeSlotFile(const Slot& slot, const char* name) {
  return OpenAt(slot.directory(), name, O_WRONLY | O_CREAT | O_EXCL,
                kSlotFileMode);
}

bool AnyPluginOf(const std::vector<std::string>& scanners) {
  return std::any_of(
      scanners.begin(), scanners.end(),
      [](const std::string& name) { return name != kPolicyScanner; });
}

/// A name of an open file, unnamed ones too: linkat(2) with AT_EMPTY_PATH
/// needs a privilege, and an opening of its own a name.
std::string NameOf(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

}  // namespace

/// What is known of the message, for the jail. Nobody can change it after.
Status Inspection::WriteFacts(const Facts& facts, int file) {
  Status written = WriteAll(file, EncodeFacts(facts));
  if (written.ok() &&
      ::fcntl(file, F_ADD_SEALS,
              F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
    return SystemError("seal", "facts");
  return written;
}

Result<JailedUnpacker> Inspection::Start(int message, bool with_policy,
                                         Fd* facts, int archive) {
  Fd own(::open(NameOf(message).c_str(), O_RDONLY | O_CLOEXEC));
  if (!own.valid()) return SystemError("open", kSlotMessage);
  *facts = Fd(::memfd_create("facts", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!facts->valid()) return SystemError("memfd_create", "facts");
  Fd policy;
  if (with_policy) {
    Result<Fd> rules = OpenAt(live_, kPolicyBin, O_RDONLY);
    if (!rules.ok()) return rules.error();
    policy = std::move(rules.value());
  }
  JailInput input;
  input.message = own.get();
  input.facts = facts->get();
  input.policy = policy.get();
  input.archive = archive;
  return JailedUnpacker::Start(*plan_, input);
}

bool Inspection::SiteKeepsFiles() {
  return AnyPluginOf(settings_.Site().scanners) ||
         !ReadOutsideUnpackers(config_).empty();
}

void Inspection::StartUnpacker(int message) {
  if (waiting_) waiting_->Dismiss();
  waiting_.reset();
  // A site that asks the policy for some recipients only gets its unpacker
  // started when they are known.
  if (!Contains(settings_.Site().scanners, kPolicyScanner)) return;
  Result<JailedUnpacker> started = Start(message, true, &facts_);
  if (started.ok()) waiting_ = std::move(started.value());
}

/// The one that waits, if it still does and was given what it is to ask.
Result<JailedUnpacker> Inspection::ReadyUnpacker() {
  const bool with_policy = Wanted(kPolicyScanner);
  std::optional<JailedUnpacker> waiting = std::exchange(waiting_, {});
  if (waiting && with_policy && waiting->Waits()) return std::move(*waiting);
  if (waiting) waiting->Dismiss();
  return Start(message_, with_policy, &facts_);
}

Status Inspection::Place(InspectionSubject subject, int message, Slot* slot) {
  subject_ = std::move(subject);
  slot_ = slot;
  message_ = message;
  GatherSettings();
  outside_ = ReadOutsideUnpackers(config_);
  return KeepsFiles() ? NameMessage() : Status();
}

/// Gives the message its name in the slot; a copy, if it lies elsewhere.
Status Inspection::NameMessage() {
  if (::linkat(AT_FDCWD, NameOf(message_).c_str(), slot_->directory(),
               kSlotMessage, AT_SYMLINK_FOLLOW) == 0)
    return {};
  if (errno != EXDEV) return SystemError("link", kSlotMessage);
  Result<Fd> copy = MakeSlotFile(*slot_, kSlotMessage);
  if (!copy.ok()) return copy.error();
  return CopyRange(message_, 0, copy.value().get(), 0, subject_.bytes);
}

/// The settings of each recipient, with the scanners that the subject names
/// instead and narrowed where the client's tcprules say so, and the scanners
/// that any of them names.
void Inspection::GatherSettings() {
  const Narrowing& narrowing = subject_.narrowing;
  const Facts& facts = subject_.facts;
  for (const std::string& recipient : facts.recipients)
    recipients_.push_back(
        &settings_.For(recipient, facts.sender, facts.client_class));
  if (recipients_.empty()) recipients_.push_back(&settings_.Site());
  if (subject_.scanners || narrowing.Any()) {
    narrowed_.reserve(recipients_.size());
    for (const Settings*& settings : recipients_) {
      Settings copy = *settings;
      if (subject_.scanners) copy.scanners = *subject_.scanners;
      narrowed_.push_back(Narrowed(narrowing, std::move(copy)));
      settings = &narrowed_.back();
    }
  }
  for (const Settings* settings : recipients_)
    for (const std::string& name : settings->scanners)
      if (!Contains(scanners_, name)) scanners_.push_back(name);
}

const Settings& Inspection::settings_of(size_t index) const {
  return *recipients_[std::min(index, recipients_.size() - 1)];
}

bool Inspection::Wanted(const std::string& scanner) const {
  return Contains(scanners_, scanner);
}

/// True if somebody will want the message and its parts as files.
bool Inspection::KeepsFiles() const {
  return AnyPlugin() || !outside_.empty();
}

bool Inspection::AnyPlugin() const { return AnyPluginOf(scanners_); }

/// A read-only opening of its own, its position at the start.
Result<Fd> Inspection::OpenMessage() const {
  return OpenAt(slot_->directory(), kSlotMessage, O_RDONLY);
}

Status Inspection::Unpack(Deadline deadline) {
  Status unpacked = UnpackAll(deadline);
  if (!unpacked.ok()) plugin_.reset();
  return unpacked;
}

Status Inspection::UnpackAll(Deadline deadline) {
  ManifestRow raw;
  raw.kind = "message";
  raw.type = "message/rfc822";
  raw.bytes = subject_.bytes;
  raw.sha256 = subject_.sha256;
  const int64_t began = MonotonicMs();
  if (subject_.narrowing.scan_nothing) {
    unpacked_.rows.push_back(std::move(raw));
    return {};
  }
  Result<JailedUnpacker> unpacker = ReadyUnpacker();
  if (!unpacker.ok()) return unpacker.error();
  Status told = WriteFacts(subject_.facts, facts_.get());
  if (!told.ok()) return told;
  // It works while a plugin's jail is started.
  unpacker.value().Begin();
  if (AnyPlugin()) told = MakeReadyForPlugins();
  if (!told.ok()) return told;
  Result<Unpacked> unpacked = UnpackMessage(
      std::move(unpacker.value()), ReadUnpackLimits(config_), std::move(raw),
      KeepsFiles() ? slot_->parts() : -1, deadline);
  if (unpacked.ok()) unpacked_ = std::move(unpacked.value());
  Status outside = unpacked.ok() && !outside_.empty() ? OpenOutside(deadline)
                                                      : Status();
  unpack_ms_ = MonotonicMs() - began;
  if (!unpacked.ok()) return unpacked.error();
  if (!outside.ok()) return outside;
  findings_ = unpacked_.findings;
  for (Finding& finding : FindingsFromFlags(unpacked_.rows))
    findings_.push_back(std::move(finding));
  if (Wanted(kPolicyScanner) && unpacked_.policy_engine.empty())
    return FormatError("unpack", "the policy was not asked");
  return {};
}

/// What plugins find besides the message and its parts; and the first of them
/// gets ready while the message is unpacked, unless another program takes its
/// scratch before.
Status Inspection::MakeReadyForPlugins() {
  std::string recipients;
  for (const std::string& recipient : subject_.facts.recipients)
    recipients += EscapeField(recipient) + "\n";
  Result<Fd> listed = MakeSlotFile(*slot_, kSlotRecipients);
  if (!listed.ok()) return listed.error();
  Status written = WriteAll(listed.value().get(), recipients);
  if (!written.ok()) return written;
  Result<Fd> manifest = MakeSlotFile(*slot_, kSlotManifest);
  if (!manifest.ok()) return manifest.error();
  manifest_ = std::move(manifest.value());
  if (!outside_.empty() || subject_.one_by_one) return {};
  const auto first = std::find_if(
      scanners_.begin(), scanners_.end(),
      [](const std::string& name) { return name != kPolicyScanner; });
  Result<JailedScanner> started = StartPlugin(*first);
  if (started.ok()) plugin_ = std::move(started.value());
  return {};
}

void Inspection::AddPolicyResult() {
  ScannerResult policy;
  policy.scanner = kPolicyScanner;
  const bool found = std::any_of(
      findings_.begin(), findings_.end(), [](const Finding& finding) {
        return finding.scanner == kPolicyScanner;
      });
  policy.verdict = found ? Verdict::kFound : Verdict::kClean;
  policy.engine = unpacked_.policy_engine;
  policy.ms = unpack_ms_;
  results_.push_back(std::move(policy));
}

JailInput Inspection::PluginInput(int message) const {
  JailInput input;
  input.slot = slot_->Name();
  input.message = message;
  input.facts = facts_.get();
  input.lock = slot_->lock();
  return input;
}

Result<JailedScanner> Inspection::StartPlugin(const std::string& name) const {
  const Result<Fd> message = OpenMessage();
  if (!message.ok()) return message.error();
  return JailedScanner::Start(*plan_, PluginInput(message.value().get()), name);
}

ScannerResult Inspection::AskPlugin(const std::string& name,
                                    Deadline deadline) {
  const bool waits = plugin_ && plugin_->name() == name;
  Result<JailedScanner> jailed =
      waits ? std::move(*plugin_) : StartPlugin(name);
  if (waits) plugin_.reset();
  return RunOneScanner(config_, name, std::move(jailed),
                       static_cast<int>(unpacked_.rows.size()) - 1, deadline);
}

void Inspection::Keep(ScannerResult result, bool decided) {
  result.counts = !decided;
  for (Finding& finding : result.findings)
    finding.stands_for = result.stands_for;
  findings_.insert(findings_.end(), result.findings.begin(),
                   result.findings.end());
  for (LiftedFinding& lifted : LiftExcepted(result, &findings_))
    lifted_.push_back(std::move(lifted));
  results_.push_back(std::move(result));
}

/// The scanner, and its backup if it fails.
void Inspection::RunPlugin(const std::string& name, bool decided,
                           Deadline deadline) {
  ScannerResult result = AskPlugin(name, deadline);
  const bool failed = result.verdict == Verdict::kUnscanned;
  const bool required = result.required;
  Keep(std::move(result), decided);
  const std::string backup =
      failed && !decided ? BackupOf(config_, name) : "";
  if (backup.empty()) return;
  ScannerResult instead = AskPlugin(backup, deadline);
  instead.stands_for = name;
  instead.required = required;
  Keep(std::move(instead), decided);
}

Status Inspection::Scan(Deadline deadline) {
  Status scanned = ScanAll(deadline);
  plugin_.reset();  // if it was not asked
  return scanned;
}

Status Inspection::ScanAll(Deadline deadline) {
  if (subject_.narrowing.scan_nothing) return {};
  const int64_t began = MonotonicMs();
  if (AnyPlugin()) {
    Status written =
        WriteAll(manifest_.get(), FormatManifest(unpacked_.rows));
    if (!written.ok()) return written;
  }
  const bool may_be_lifted = AnyMayExcept(config_, scanners_);
  const bool ask_all =
      std::any_of(recipients_.begin(), recipients_.end(),
                  [](const Settings* settings) { return settings->ask_all; });
  bool decided = false;
  for (const std::string& name : scanners_) {
    if (name == kPolicyScanner) {
      AddPolicyResult();
    } else if (decided && !ask_all) {
      ScannerResult skipped;
      skipped.scanner = name;
      skipped.verdict = Verdict::kSkipped;
      results_.push_back(std::move(skipped));
    } else {
      RunPlugin(name, decided, deadline);
    }
    decided = decided || (!may_be_lifted && AlreadyDecided(Input()));
  }
  scan_ms_ = MonotonicMs() - began;
  return {};
}

Status Inspection::Confirm(Deadline deadline) {
  return ConfirmUnpacked(&unpacked_, deadline);
}

DecideInput Inspection::Input() const {
  DecideInput input;
  input.findings = findings_;
  input.failures = FailuresOf(results_);
  if (!subject_.facts.recipients.empty()) input.recipients = recipients_;
  input.site = recipients_.front();
  input.may_reject = subject_.may_reject;
  return input;
}

Result<Decision> Inspection::Decide() const {
  if (!config_->broken().empty())
    return FormatError("config.cdb", config_->broken());
  return sallyport::Decide(Input());
}

}  // namespace sallyport
