// Finds the message a slot and puts it there.

#include <unistd.h>

#include <string>

#include "inspect/admission.h"
#include "queue/gate.h"

namespace sallyport {

namespace {

Status TakeSlot(Gate* gate) {
  const SlotHolder holder = {gate->id, ::getpid(), Now(), gate->bytes,
                             gate->caller.relay, MonotonicMs()};
  const int64_t began = MonotonicMs();
  Result<Slot> slot =
      TakeEmptySlot(gate->config.get(), gate->plan, gate->lanes.get(), holder,
                    *gate->deadline);
  gate->wait_ms = MonotonicMs() - began;
  if (!slot.ok()) return slot.error();
  gate->slot.emplace(std::move(slot.value()));
  return {};
}

InspectionSubject Subject(const Gate& gate) {
  InspectionSubject subject;
  subject.facts.id = gate.id;
  subject.facts.sender = gate.envelope.sender;
  subject.facts.relay = gate.caller.relay;
  subject.facts.client_class = gate.caller.client_class;
  subject.facts.recipients = gate.envelope.recipients;
  subject.bytes = gate.bytes;
  subject.sha256 = gate.sha256;
  subject.narrowing = gate.caller.narrowing;
  subject.may_reject = !gate.caller.is_send && !gate.delivered_to;
  return subject;
}

}  // namespace

std::optional<Ending> Admit(Gate* gate) {
  Status admitted = TakeSlot(gate);
  if (admitted.ok())
    admitted = gate->inspection->Place(Subject(*gate), gate->message.get(),
                                       &*gate->slot);
  if (!admitted.ok())
    return Ending::Deferred(gate, "admit: " + admitted.error().Text());
  return std::nullopt;
}

}  // namespace sallyport
