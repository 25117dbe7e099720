// What outside unpackers make of the parts that nothing else could open.

#include <algorithm>
#include <utility>
#include <vector>

#include "base/io.h"
#include "inspect/inspection.h"
#include "mail/manifest.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

/// Each takes its time, and a message may have thousands of parts.
constexpr int kMostOutsideRuns = 16;

bool Has(const std::vector<std::string>& flags, std::string_view flag) {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

}  // namespace

UnpackLimits Inspection::LimitsLeft() const {
  UnpackLimits left = ReadUnpackLimits(config_);
  for (size_t part = 1; part < unpacked_.rows.size(); ++part) {
    const uint64_t bytes = unpacked_.rows[part].bytes;
    left.total_bytes -= std::min(left.total_bytes, bytes);
  }
  left.parts -= static_cast<int>(unpacked_.rows.size()) - 1;
  return left;
}

Result<OutsideRun> Inspection::RunOutside(const OutsideUnpacker& unpacker,
                                          const ManifestRow& row,
                                          Deadline deadline) {
  Result<Fd> part = OpenAt(slot_->parts(), PartFileName(row.part, row.name),
                           O_RDONLY);
  if (!part.ok()) return part.error();
  return RunOutsideUnpacker(config_, *plan_, PluginInput(part.value().get()),
                            unpacker, slot_->directory(),
                            LimitsLeft().total_bytes, deadline);
}

Status Inspection::OpenOutsideArchive(int archive, int part,
                                      Deadline deadline) {
  const UnpackLimits left = LimitsLeft();
  Facts facts = subject_.facts;
  facts.archive = {unpacked_.rows[static_cast<size_t>(part)].depth, left.parts,
                   left.total_bytes};
  Fd own_facts;
  Result<JailedUnpacker> unpacker =
      Start(message_, Wanted(kPolicyScanner), &own_facts, archive);
  if (!unpacker.ok()) return unpacker.error();
  Status told = WriteFacts(facts, own_facts.get());
  if (!told.ok()) return told;
  return UnpackOutsideArchive(std::move(unpacker.value()),
                              ReadUnpackLimits(config_), part, slot_->parts(),
                              deadline, &unpacked_);
}

/// Parts that come out of a part are looked at in their turn.
Status Inspection::OpenOutside(Deadline deadline) {
  Status confirmed = ConfirmUnpacked(&unpacked_, deadline);
  if (!confirmed.ok()) return confirmed;
  int runs = 0;
  for (size_t part = 1; part < unpacked_.rows.size(); ++part) {
    ManifestRow& row = unpacked_.rows[part];
    const OutsideUnpacker* unpacker =
        Has(row.flags, Name(Cause::kUnopened))
            ? FindOutsideUnpacker(outside_, row.type)
            : nullptr;
    if (unpacker == nullptr || runs == kMostOutsideRuns) continue;
    ++runs;
    Result<OutsideRun> run = RunOutside(*unpacker, row, deadline);
    if (!run.ok()) return run.error();
    results_.push_back(std::move(run.value().result));
    if (run.value().too_much) row.flags.emplace_back(Name(Cause::kLimit));
    if (!run.value().archive.valid()) continue;
    const size_t before = unpacked_.rows.size();
    std::erase(row.flags, Name(Cause::kUnopened));
    Status opened = OpenOutsideArchive(run.value().archive.get(),
                                       static_cast<int>(part), deadline);
    if (!opened.ok()) return opened;
    // An archive of nothing has opened nothing.
    std::vector<std::string>& flags = unpacked_.rows[part].flags;
    if (unpacked_.rows.size() == before &&
        !Has(flags, Name(Cause::kUnopened)))
      flags.emplace_back(Name(Cause::kUnopened));
  }
  return {};
}

}  // namespace sallyport
