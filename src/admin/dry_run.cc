#include "admin/dry_run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/io.h"
#include "base/sha256.h"
#include "inspect/admission.h"
#include "mail/message_id.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr mode_t kUmask = 027;
constexpr mode_t kMessageMode = 0440;
constexpr size_t kReadBytes = 256 * 1024;
constexpr int64_t kEmptyMs = 30 * 1000;
constexpr std::string_view kForward = "Delivered-To:";

/// The unnamed file of a message while it is written.
class MessageWriter {
 public:
  Status Open(int lanes, uint64_t most) {
    most_ = most;
    Result<Fd> file =
        OpenAt(lanes, ".", O_RDWR | O_TMPFILE, kMessageMode);
    if (!file.ok()) return file.error();
    message_.file = std::move(file.value());
    return {};
  }

  Status Append(std::string_view bytes) {
    if (message_.bytes + bytes.size() > most_)
      return Error{"receive", "message over limits.message_bytes", EFBIG};
    if (front_.size() < kForward.size())
      front_ += bytes.substr(0, kForward.size() - front_.size());
    message_.bytes += bytes.size();
    sum_.Update(bytes);
    return WriteAll(message_.file.get(), bytes);
  }

  DryMessage Take() {
    message_.sha256 = Hex(sum_.Final());
    message_.delivered_to = front_ == kForward;
    return std::move(message_);
  }

 private:
  uint64_t most_ = 0;
  DryMessage message_;
  Sha256 sum_;
  std::string front_;
};

Error In(const char* stage, const Error& error) {
  return FormatError(stage, error.Text());
}

Status WriteRules(const Slot& slot, std::string_view rules) {
  const Result<Fd> file = OpenAt(slot.directory(), kSlotRules,
                                 O_WRONLY | O_CREAT | O_EXCL, kMessageMode);
  return file.ok() ? WriteAll(file.value().get(), rules)
                   : Status(file.error());
}

}  // namespace

Fate FateOf(const Decision& decision, size_t recipient) {
  const auto names = [recipient](const std::vector<size_t>& list) {
    return std::find(list.begin(), list.end(), recipient) != list.end();
  };
  if (decision.answer == Answer::kDefer) return {"deferred", ""};
  std::string_view folder;
  for (const HeldItem& item : decision.items)
    if (names(item.recipients)) folder = FolderOf(item.category);
  if (decision.answer == Answer::kRefuse) return {"refused", folder};
  if (!folder.empty()) return {"held", folder};
  return {decision.tagged ? "tagged" : "handed on", ""};
}

Result<std::unique_ptr<DryRunSite>> DryRunSite::Open(const Context& context) {
  ::umask(kUmask);
  Result<Fd> live = OpenDirectory(context.live);
  if (!live.ok()) return live.error();
  Result<Config> config = Config::Open(live.value().get());
  if (!config.ok()) return config.error();
  std::unique_ptr<DryRunSite> site(new DryRunSite(std::move(config.value())));
  site->live_ = std::move(live.value());
  site->plan_.live = context.live;
  site->plan_.jail =
      std::string(site->config_.Text("libexec")) + "/" + kJailProgram;
  Result<Fd> lanes = OpenDirectory(
      std::string(site->config_.Text("spool")) + "/" + kLanes);
  if (!lanes.ok()) return lanes.error();
  site->lanes_ = std::move(lanes.value());
  if (!site->config_.broken().empty())
    return FormatError("config.cdb", site->config_.broken());
  return site;
}

Result<DryMessage> DryRunSite::TakeMessage(int from) {
  MessageWriter writer;
  Status status = writer.Open(
      lanes_.get(),
      static_cast<uint64_t>(config_.Number("limits.message_bytes")));
  std::vector<char> buffer(kReadBytes);
  while (status.ok()) {
    Result<size_t> n = ReadSome(from, buffer.data(), buffer.size());
    if (!n.ok()) return n.error();
    if (n.value() == 0) return writer.Take();
    status = writer.Append(std::string_view(buffer.data(), n.value()));
  }
  return status.error();
}

Result<DryMessage> DryRunSite::TakeMessage(std::string_view bytes) {
  MessageWriter writer;
  Status status = writer.Open(lanes_.get(), bytes.size());
  if (status.ok()) status = writer.Append(bytes);
  if (!status.ok()) return status.error();
  return writer.Take();
}

Status DryRunSite::RunStages(InspectionSubject subject,
                             const DryMessage& message, Slot* slot,
                             Deadline deadline, DryRun* run) {
  run->inspection =
      std::make_unique<Inspection>(&config_, &plan_, live_.get());
  Status done = run->inspection->Place(std::move(subject), message.file.get(),
                                       slot);
  if (!done.ok()) return In("admit:", done.error());
  if (!rules_.empty()) done = WriteRules(*slot, rules_);
  if (!done.ok()) return In("rules:", done.error());
  done = run->inspection->Unpack(deadline);
  if (!done.ok()) return done;
  done = run->inspection->Scan(deadline);
  if (!done.ok()) return In("scan:", done.error());
  done = run->inspection->Confirm(deadline);
  if (!done.ok()) return done;
  Result<Decision> decision = run->inspection->Decide();
  if (!decision.ok()) return In("decide:", decision.error());
  run->decision = std::move(decision.value());
  return {};
}

DryRun DryRunSite::Run(const DryMessage& message,
                       const DryEnvelope& envelope) {
  DryRun run;
  run.id = MakeMessageId(Now(), ::getpid(), config_.Text("host_tag"));
  InspectionSubject subject;
  subject.facts.id = run.id;
  subject.facts.sender = envelope.envelope.sender;
  subject.facts.recipients = envelope.envelope.recipients;
  subject.facts.relay = envelope.relay;
  subject.facts.client_class = envelope.client_class;
  subject.bytes = message.bytes;
  subject.sha256 = message.sha256;
  subject.scanners = envelope.scanners;
  subject.one_by_one = envelope.one_by_one;
  subject.may_reject = !message.delivered_to;
  const Deadline deadline =
      Deadline::InMs(config_.Number("deadline_seconds") * 1000);
  Result<Slot> slot = TakeEmptySlot(
      &config_, plan_, lanes_.get(),
      {run.id, ::getpid(), Now(), message.bytes, envelope.relay, MonotonicMs()},
      deadline);
  Status done = slot.ok() ? RunStages(std::move(subject), message,
                                      &slot.value(), deadline, &run)
                          : Status(In("admit:", slot.error()));
  if (!done.ok()) run.decision.reason = done.error().Text();
  // The gate leaves a killed scanner's scratch to the slot's next user.
  if (slot.ok() && slot.value().ScratchIsDirty())
    static_cast<void>(EmptyScratch(plan_, slot.value(),
                                   Deadline::InMs(kEmptyMs))
                          .ok());
  return run;
}

}  // namespace sallyport
