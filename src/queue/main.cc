// sallyport-queue: set as QMAILQUEUE, it takes one message on descriptors 0
// and 1 as qmail-queue(8) does, has it opened up and scanned in the jail, and
// becomes the real qmail-queue, or holds the message, or says why not.
//
// It trusts the compiled configuration and its own libraries; the message,
// the envelope, the caller and whatever a jailed program answers it does not.
// Every way out but the decision's own refusal, and an address that is too
// long, is a temporary failure.

#include <unistd.h>

#include "queue/gate.h"
#include "queue/options.h"
#include "queue/startup.h"

using namespace sallyport;

namespace {

constexpr std::optional<Ending> (*kStages[])(Gate*) = {
    Knock, Receive, Admit, Unpack, Scan, Judge, Hold};

[[noreturn]] void Leave(Gate* gate, const Ending& ending) {
  ::_exit(static_cast<int>(Report(gate, ending)));
}

}  // namespace

int main(int argc, char** argv, char** environment) {
  if (argc > 1) return RunOption(argc, argv);
  Gate* gate = new Gate;  // lives as long as the process: no destructors
  if (std::optional<Ending> ending = StartUp(environment, gate))
    Leave(gate, *ending);
  for (const auto stage : kStages)
    if (std::optional<Ending> ending = stage(gate)) Leave(gate, *ending);
  Leave(gate, HandOff(gate));
}
