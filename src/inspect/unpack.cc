#include "inspect/unpack.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/escape.h"
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

/// Takes the checked records: rows, parts, findings. Part 0 of the records is
/// the row `root`; what else they number from 1 follows the rows that are
/// there.
class PartKeeper : public PartRecordSink {
 public:
  PartKeeper(const UnpackLimits& limits, int parts, int root,
             Unpacked* unpacked)
      : limits_(limits),
        parts_(parts),
        root_(root),
        before_(static_cast<int>(unpacked->rows.size()) - 1),
        unpacked_(*unpacked) {
    for (int part = 1; part <= before_; ++part)
      total_ += unpacked_.rows[static_cast<size_t>(part)].bytes;
  }

  Status OnBegin(int part, PartBegin begin) override {
    ManifestRow row;
    row.part = Number(part);
    row.parent = Number(begin.parent);
    row.depth = begin.depth;
    row.kind = std::move(begin.kind);
    row.name = std::move(begin.name);
    row.names = std::move(begin.names);
    unpacked_.rows.push_back(std::move(row));
    sum_ = Sha256();
    if (parts_ < 0) return {};
    const ManifestRow& kept = unpacked_.rows.back();
    Result<Fd> file = OpenAt(parts_, PartFileName(kept.part, kept.name),
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
    return AddFlags(&row, std::move(end.flags));  // besides earlier ones
  }

  Status OnFlags(int part, std::vector<std::string> flags) override {
    return AddFlags(&unpacked_.rows[static_cast<size_t>(Number(part))],
                    std::move(flags));
  }

  Status OnFinding(Finding finding) override {
    finding.part = Number(finding.part);
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

 private:
  /// The number of a part of the records in the manifest.
  int Number(int part) const { return part == 0 ? root_ : before_ + part; }

  static Status AddFlags(ManifestRow* row, std::vector<std::string> flags) {
    std::vector<std::string>& known = row->flags;
    for (std::string& flag : flags) {
      if (std::find(known.begin(), known.end(), flag) != known.end()) continue;
      if (known.size() >= 2 * kMaxFlags)
        return FormatError("record", "too many flags");
      known.push_back(std::move(flag));
    }
    return {};
  }

  UnpackLimits limits_;
  int parts_;
  int root_;
  int before_;  // the number of the last part that was there
  uint64_t total_ = 0;
  Fd file_;
  Sha256 sum_;
  Unpacked& unpacked_;
};

Error Failed(std::string why, const std::string& chatter) {
  if (!chatter.empty()) why += " (" + EscapeField(chatter) + ")";
  return FormatError("unpack", why);
}

/// Hears the records to the end record.
Status Hear(JailedUnpacker unpacker, const UnpackLimits& limits, int root,
            int parts, Deadline end_by, Unpacked* unpacked) {
  const int there = static_cast<int>(unpacked->rows.size()) - 1;
  PartKeeper keeper(limits, parts, root, unpacked);
  PartRecordReader reader(&keeper, limits.parts - there);
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
  unpacked->ending = std::move(unpacker);
  if (reader.ended()) return {};
  Status ended = ConfirmUnpacked(unpacked, end_by);
  if (!ended.ok()) return ended;
  return Failed("no end record", unpacked->chatter);
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

Result<Unpacked> UnpackMessage(JailedUnpacker unpacker,
                               const UnpackLimits& limits, ManifestRow raw,
                               int parts, Deadline deadline) {
  Unpacked unpacked;
  unpacked.rows.push_back(std::move(raw));
  const Deadline end_by = deadline.Earlier(
      unpacker.TimerEnd(limits.seconds + kTimerSlackSeconds));
  unpacker.Begin();
  Status heard =
      Hear(std::move(unpacker), limits, 0, parts, end_by, &unpacked);
  if (!heard.ok()) return heard.error();
  return unpacked;
}

Status UnpackOutsideArchive(JailedUnpacker unpacker,
                            const UnpackLimits& limits, int root, int parts,
                            Deadline deadline, Unpacked* unpacked) {
  const Deadline end_by = deadline.Earlier(
      unpacker.TimerEnd(limits.seconds + kTimerSlackSeconds));
  unpacker.Begin();
  Status heard =
      Hear(std::move(unpacker), limits, root, parts, end_by, unpacked);
  if (!heard.ok()) return heard;
  return ConfirmUnpacked(unpacked, end_by);
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
