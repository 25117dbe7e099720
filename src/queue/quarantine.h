// Messages kept in the quarantine by the gate: held ones and copies.

#ifndef SALLYPORT_QUEUE_QUARANTINE_H_
#define SALLYPORT_QUEUE_QUARANTINE_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "inspect/decide.h"
#include "queue/gate.h"

namespace sallyport {

/// Durable in the folder of the item's category; the name of the file.
Result<std::string> KeepItem(Gate* gate, const HeldItem& item);

/// A copy in .archive, if the configuration wants this message there.
Status ArchiveMessage(Gate* gate);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_QUARANTINE_H_
