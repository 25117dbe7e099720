// Finds the message a slot, links it into the slot's directory, and writes
// down what is known of it for the jail.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "base/io.h"
#include "mail/facts.h"
#include "mail/paths.h"
#include "queue/gate.h"

namespace sallyport {

namespace {

Ending Failed(Gate* gate, const Error& error) {
  return {ExitCode::kDeferred, DeferText(gate), "defer",
          "admit: " + error.Text()};
}

Status TakeSlot(Gate* gate) {
  LaneSpec lane;
  lane.name = kDefaultLane;
  lane.slots = static_cast<int>(gate->config->Number("lanes.slots"));
  lane.wait_seconds =
      static_cast<int>(gate->config->Number("lanes.wait_seconds"));
  constexpr int kStuckSeconds = 30;
  lane.stuck_seconds =
      static_cast<int>(gate->config->Number("deadline_seconds")) +
      kStuckSeconds;
  const SlotHolder holder = {gate->id, ::getpid(), Now(), gate->bytes,
                             gate->caller.relay};
  const int64_t began = MonotonicMs();
  Result<Slot> slot =
      Slot::Take(gate->lanes.get(), lane, holder, *gate->deadline);
  gate->wait_ms = MonotonicMs() - began;
  if (!slot.ok()) return slot.error();
  gate->slot.emplace(std::move(slot.value()));
  if (!gate->slot->ScratchIsDirty()) return {};
  return EmptyScratch(gate->plan, gate->slot->Name(), *gate->deadline);
}

/// linkat(2) of an unnamed file: through /proc, since AT_EMPTY_PATH needs a
/// privilege.
Status LinkMessage(Gate* gate) {
  const std::string path =
      "/proc/self/fd/" + std::to_string(gate->message.get());
  if (::linkat(AT_FDCWD, path.c_str(), gate->slot->directory(), kSlotMessage,
               AT_SYMLINK_FOLLOW) != 0)
    return SystemError("link", kSlotMessage);
  return {};
}

Status WriteFacts(Gate* gate) {
  gate->facts = Fd(::memfd_create("facts", MFD_CLOEXEC));
  if (!gate->facts.valid()) return SystemError("memfd_create", "facts");
  Facts facts;
  facts.id = gate->id;
  facts.sender = gate->envelope.sender;
  facts.relay = gate->caller.relay;
  facts.client_class = gate->caller.client_class;
  facts.recipients = gate->envelope.recipients;
  return WriteAll(gate->facts.get(), EncodeFacts(facts));
}

}  // namespace

std::optional<Ending> Admit(Gate* gate) {
  Status admitted = TakeSlot(gate);
  if (admitted.ok()) admitted = LinkMessage(gate);
  if (admitted.ok()) admitted = WriteFacts(gate);
  if (!admitted.ok()) return Failed(gate, admitted.error());
  return std::nullopt;
}

}  // namespace sallyport
