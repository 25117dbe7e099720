// Has the scanners look at the message: src/inspect/scan.h.

#include "queue/gate.h"

namespace sallyport {

std::optional<Ending> Scan(Gate* gate) {
  Status scanned = gate->inspection->Scan(*gate->deadline);
  if (scanned.ok()) return std::nullopt;
  return Ending::Deferred(gate, "scan: " + scanned.error().Text());
}

}  // namespace sallyport
