// Has a message opened up by sallyport-unpack, and keeps what comes out: the
// rows of the manifest, the findings of the policy, and, where a scanner is
// to look at them, the parts as files of the slot.
//
// Nothing of the record stream is trusted: records are checked
// (mail/part_record.h), parts are counted, capped, numbered, hashed and named
// here. Anything wrong with the stream, its end or the program's means "not
// unpacked".

#ifndef SALLYPORT_INSPECT_UNPACK_H_
#define SALLYPORT_INSPECT_UNPACK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "inspect/jailed.h"
#include "mail/config.h"
#include "mail/finding.h"
#include "mail/manifest.h"

namespace sallyport {

struct UnpackLimits {
  int parts = 0;
  uint64_t part_bytes = 0;
  uint64_t total_bytes = 0;
  int64_t seconds = 0;
};
UnpackLimits ReadUnpackLimits(Config* config);

struct Unpacked {
  std::vector<ManifestRow> rows;  // rows[0] is the raw message
  std::vector<Finding> findings;  // scanner "policy" or "unpack"
  std::string subject;
  std::string policy_engine;
  std::string chatter;
  /// The unpacker, which has said its last word and is ending.
  std::optional<JailedUnpacker> ending;
};

/// Has `unpacker` open up the message that it was given. `raw` is the row of
/// the message itself. Parts are stored below the directory `parts`, or only
/// looked at if it is -1. Returns at the end record; ConfirmUnpacked tells
/// whether it counts.
Result<Unpacked> UnpackMessage(JailedUnpacker unpacker,
                               const UnpackLimits& limits, ManifestRow raw,
                               int parts, Deadline deadline);

/// Has `unpacker` open up an archive that an outside unpacker made of the part
/// `root`, and adds what is in it to `unpacked`. Any failure leaves that of no
/// use.
Status UnpackOutsideArchive(JailedUnpacker unpacker, const UnpackLimits& limits,
                            int root, int parts, Deadline deadline,
                            Unpacked* unpacked);

/// Waits for the unpacker's end: nothing came behind its end record and it
/// exited 0. Until this is ok, nothing final may be done with the message.
Status ConfirmUnpacked(Unpacked* unpacked, Deadline deadline);

/// What the flags of the manifest mean: one finding for each flagged part,
/// but at most a hundred for each cause.
std::vector<Finding> FindingsFromFlags(const std::vector<ManifestRow>& rows);

}  // namespace sallyport

#endif  // SALLYPORT_INSPECT_UNPACK_H_
