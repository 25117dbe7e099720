// Has the message opened up: src/inspect/unpack.h.

#include "queue/gate.h"

namespace sallyport {

std::optional<Ending> Unpack(Gate* gate) {
  Status unpacked = gate->inspection->Unpack(*gate->deadline);
  if (unpacked.ok()) return std::nullopt;
  return Ending::Deferred(gate, unpacked.error().Text());
}

}  // namespace sallyport
