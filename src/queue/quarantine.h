// Messages kept in the quarantine by the gate: held ones and copies.

#ifndef SALLYPORT_QUEUE_QUARANTINE_H_
#define SALLYPORT_QUEUE_QUARANTINE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "inspect/decide.h"
#include "queue/gate.h"
#include "state/room.h"

namespace sallyport {

/// So many names of a folder's cur are looked through for a message that a
/// mail reader has given keywords.
inline constexpr size_t kMaxNamesLookedAt = 20000;

/// A file as it will lie in the quarantine, not yet written.
struct KeptFile {
  std::string folder;
  std::string unique;  // its name without size and flags
  std::string block;
  uint64_t bytes = 0;  // of block and message

  /// ".folder/NAME" once it is kept.
  std::string Path() const;
};

/// Fails where the block would be larger than a person could release again.
Result<KeptFile> PrepareItem(Gate* gate, const HeldItem& item);
Result<KeptFile> PrepareCopy(Gate* gate);

/// Makes it durable, then visible; ".folder/NAME" of the file.
Result<std::string> Keep(Gate* gate, const KeptFile& file);

/// True if ".folder/NAME" lies in its folder, in new or cur, whole and now
/// durable, whoever wrote it. As fast in a large folder as in a small one: it
/// looks at fixed names, and then at no more than kMaxNamesLookedAt in all.
bool StillHeld(Gate* gate, const std::string& file);

/// What lies in the store's folders; nothing if they can't be read.
std::optional<StoreTotals> CountFiles(Gate* gate, Store store);

/// A copy in .archive, if the configuration wants this message there. At the
/// caps of the archive there is none, and that is said on descriptor 2: mail
/// that may pass goes on. Fails where a copy can't be written.
Status ArchiveMessage(Gate* gate);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_QUARANTINE_H_
