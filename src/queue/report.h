// What the gate writes down: messages.log, viruses.log, and a line on
// descriptor 2 for multilog. A log that can't be written changes no outcome.

#ifndef SALLYPORT_QUEUE_REPORT_H_
#define SALLYPORT_QUEUE_REPORT_H_

#include <string>

#include "inspect/decide.h"
#include "queue/gate.h"

namespace sallyport {

/// From now on nothing is written on descriptor 2: it is the client's channel.
void SilenceLog();

/// The line of viruses.log for a held item.
void LogHeld(Gate* gate, const HeldItem& item);
/// The line of viruses.log for a message that is refused and not kept.
void LogRefused(Gate* gate);
/// The line of messages.log for a message that is handed on.
void LogHandOff(Gate* gate);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_REPORT_H_
