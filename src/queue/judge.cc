// Turns findings and settings into the one answer: src/inspect/decide.h.

#include "queue/gate.h"

namespace sallyport {

std::optional<Ending> Judge(Gate* gate) {
  Result<Decision> decision = gate->inspection->Decide();
  if (!decision.ok())
    return Ending::Deferred(gate, "decide: " + decision.error().Text());
  gate->decision = std::move(decision.value());
  if (gate->decision.answer != Answer::kDefer) return std::nullopt;
  return Ending::Deferred(gate, gate->decision.reason);
}

}  // namespace sallyport
