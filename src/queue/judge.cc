// Turns findings and settings into the one answer: src/inspect/decide.h.

#include "queue/gate.h"

namespace sallyport {

std::optional<Ending> Judge(Gate* gate) {
  Result<Decision> decision = gate->inspection->Decide();
  if (!decision.ok())
    return Ending::Deferred(gate, "decide: " + decision.error().Text());
  gate->decision = std::move(decision.value());
  if (gate->decision.answer == Answer::kDefer)
    return Ending::Deferred(gate, gate->decision.reason);
  // A message that only goes on is confirmed in HandOff, when its files are
  // written; what is kept or refused, before that.
  if (gate->decision.answer == Answer::kHandOff &&
      gate->decision.items.empty())
    return std::nullopt;
  Status confirmed = gate->inspection->Confirm(*gate->deadline);
  if (confirmed.ok()) return std::nullopt;
  return Ending::Deferred(gate, confirmed.error().Text());
}

}  // namespace sallyport
