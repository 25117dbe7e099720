// Messages kept in the quarantine by the gate: held ones and copies.

#ifndef SALLYPORT_QUEUE_QUARANTINE_H_
#define SALLYPORT_QUEUE_QUARANTINE_H_

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "inspect/decide.h"
#include "queue/gate.h"
#include "state/holds.h"

namespace sallyport {

/// Durable in the folder of the item's category; ".folder/NAME" of the file.
Result<std::string> KeepItem(Gate* gate, const HeldItem& item);

/// True if ".folder/NAME", as KeepItem told it, is still in its folder, in
/// new or cur, and whole. Looks at fixed names only, however large the
/// folder is.
bool StillHeld(Gate* gate, const std::string& file);

/// What lies in the folders of the quarantine, copies of mail handed on
/// excepted; nothing if they can't be read.
std::optional<QuarantineTotals> CountQuarantine(Gate* gate);

/// A copy in .archive, if the configuration wants this message there.
Status ArchiveMessage(Gate* gate);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_QUARANTINE_H_
