// Keeps what the decision says is to be held, logs it, and answers where
// nothing is left to hand on.

#include <algorithm>
#include <string>

#include "queue/gate.h"
#include "queue/quarantine.h"
#include "queue/report.h"

namespace sallyport {

std::optional<Ending> Hold(Gate* gate) {
  const Decision& decision = gate->decision;
  for (const HeldItem& item : decision.items) {
    Result<std::string> kept = KeepItem(gate, item);
    if (!kept.ok())
      return Ending::Failed(ExitCode::kWrite, "hold: " + kept.error().Text());
    LogHeld(gate, item);
  }
  const std::string action(decision.LogAction());
  switch (decision.answer) {
    case Answer::kHandOff:
      return std::nullopt;
    case Answer::kHeld:
      return Ending{ExitCode::kAccepted, "", action, ""};
    case Answer::kRefuse:
      if (decision.items.empty()) LogRefused(gate);
      return Ending{ExitCode::kRefused, RefuseText(gate), action, ""};
    case Answer::kDefer:
      break;
  }
  return Ending::Failed(ExitCode::kDeferred, decision.reason);
}

}  // namespace sallyport
