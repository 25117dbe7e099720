#include "inspect/unpack.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/escape.h"
#include "base/file_digest.h"
#include "base/io.h"
#include "base/sha256.h"
#include "mail/part_record.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr mode_t kPartMode = 0440;
constexpr size_t kMostFlagFindings = 100;
/// What the unpacker's own timer is given before we stop listening.
constexpr int64_t kTimerSlackSeconds = 2;

/// Takes the checked records: rows, parts, findings.
class PartKeeper : public PartRecordSink {
 public:
  /// `begun` has the row of the message itself.
  PartKeeper(const UnpackLimits& limits, Unpacked begun, int parts)
      : limits_(limits), parts_(parts), unpacked_(std::move(begun)) {}

  Status OnBegin(int part, PartBegin begin) override {
    ManifestRow row;
    row.part = part;
    row.parent = begin.parent;
    row.depth = begin.depth;
    row.kind = std::move(begin.kind);
    row.name = std::move(begin.name);
    row.names = std::move(begin.names);
    unpacked_.rows.push_back(std::move(row));
    sum_ = Sha256();
    if (parts_ < 0) return {};
    const ManifestRow& kept = unpacked_.rows.back();
    Result<Fd> file = OpenAt(parts_, PartFileName(part, kept.name),
                             O_WRONLY | O_CREAT | O_EXCL, kPartMode);
    if (!file.ok()) return file.error();
    file_ = std::move(file.value());
    return {};
  }

  Status OnData(std::string_view bytes) override {
    ManifestRow& row = unpacked_.rows.back();
    row.bytes += bytes.size();
    total_ += bytes.size();
    if (row.bytes > limits_.part_bytes || total_ > limits_.total_bytes)
      return FormatError("record", "part over its limit");
    sum_.Update(bytes);
    if (!file_.valid()) return {};
    return WriteAll(file_.get(), bytes);
  }

  Status OnEnd(PartEnd end) override {
    ManifestRow& row = unpacked_.rows.back();
    row.type = std::move(end.type);
    row.sha256 = Hex(sum_.Final());
    file_.Reset();
    return OnFlags(row.part, std::move(end.flags));  // besides earlier ones
  }

  Status OnFlags(int part, std::vector<std::string> flags) override {
    std::vector<std::string>& known =
        unpacked_.rows[static_cast<size_t>(part)].flags;
    for (std::string& flag : flags) {
      if (std::find(known.begin(), known.end(), flag) != known.end()) continue;
      if (known.size() >= 2 * kMaxFlags)
        return FormatError("record", "too many flags");
      known.push_back(std::move(flag));
    }
    return {};
  }

  Status OnFinding(Finding finding) override {
    finding.scanner = "policy";
    unpacked_.findings.push_back(std::move(finding));
    return {};
  }

  void OnSubject(std::string subject) override {
    unpacked_.subject = std::move(subject);
  }

  void OnEngine(std::string engine) override {
    unpacked_.policy_engine = std::move(engine);
  }

  Unpacked Take() { return std::move(unpacked_); }

 private:
  UnpackLimits limits_;
  int parts_;
  uint64_t total_ = 0;
  Fd file_;
  Sha256 sum_;
  Unpacked unpacked_;
};

Error Failed(std::string why, const std::string& chatter) {
  if (!chatter.empty()) why += " (" + EscapeField(chatter) + ")";
  return FormatError("unpack", why);
}

}  // namespace

UnpackLimits ReadUnpackLimits(Config* config) {
  UnpackLimits limits;
  limits.parts = static_cast<int>(config->Number("limits.parts"));
  limits.part_bytes =
      static_cast<uint64_t>(config->Number("limits.part_bytes"));
  limits.total_bytes =
      static_cast<uint64_t>(config->Number("limits.total_bytes"));
  limits.seconds = config->Number("limits.unpack_seconds");
  return limits;
}

Status KeepRaw(int message, ManifestRow raw, Unpacked* unpacked) {
  Result<Digest> digest = DigestOfRange(message, 0, raw.bytes);
  if (!digest.ok()) return digest.error();
  raw.sha256 = Hex(digest.value());
  unpacked->rows.push_back(std::move(raw));
  return {};
}

Result<Unpacked> UnpackMessage(JailedUnpacker unpacker, int message,
                               const UnpackLimits& limits, ManifestRow raw,
                               int parts, Deadline deadline) {
  const Deadline end_by = deadline.Earlier(
      unpacker.TimerEnd(limits.seconds + kTimerSlackSeconds));
  unpacker.Begin();
  // Here, because the unpacker has the message to itself for a while.
  Unpacked begun;
  Status kept = KeepRaw(message, std::move(raw), &begun);
  if (!kept.ok()) return kept.error();
  PartKeeper keeper(limits, std::move(begun), parts);
  PartRecordReader reader(&keeper, limits.parts);
  Status heard = unpacker.Listen(
      end_by,
      [&reader](std::string_view bytes) { return reader.Feed(bytes); },
      [&reader] { return reader.ended(); });
  if (!heard.ok()) {
    // A full disk is not the message's doing: told apart by its errno.
    Error error = Failed(heard.error().Text(), unpacker.chatter());
    error.err = heard.error().err;
    return error;
  }
  Unpacked unpacked = keeper.Take();
  unpacked.ending = std::move(unpacker);
  if (!reader.ended()) {
    Status ended = ConfirmUnpacked(&unpacked, end_by);
    if (!ended.ok()) return ended.error();
    return Failed("no end record", unpacked.chatter);
  }
  for (Finding& finding : FindingsFromFlags(unpacked.rows))
    unpacked.findings.push_back(std::move(finding));
  return unpacked;
}

Status ConfirmUnpacked(Unpacked* unpacked, Deadline deadline) {
  if (!unpacked->ending) return {};
  const JailedEnd end = unpacked->ending->End(
      deadline, [](std::string_view) -> Status {
        return FormatError("record", "bytes behind the end record");
      });
  unpacked->ending.reset();
  unpacked->chatter = end.chatter;
  if (!end.heard.ok()) return Failed(end.heard.error().Text(), end.chatter);
  if (!end.child.Succeeded()) return Failed(end.child.Text(), end.chatter);
  return {};
}

std::vector<Finding> FindingsFromFlags(const std::vector<ManifestRow>& rows) {
  constexpr std::array kFlagCauses = {Cause::kEncrypted, Cause::kLimit,
                                      Cause::kDamaged,   Cause::kUnopened,
                                      Cause::kCharset,   Cause::kSealed};
  std::vector<Finding> findings;
  for (const Cause cause : kFlagCauses) {
    size_t count = 0;
    for (const ManifestRow& row : rows) {
      if (std::find(row.flags.begin(), row.flags.end(), Name(cause)) ==
          row.flags.end())
        continue;
      if (++count > kMostFlagFindings) break;
      Finding finding;
      finding.cause = cause;
      finding.name = Name(cause);
      finding.part = row.part;
      finding.scanner = "unpack";
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace sallyport
