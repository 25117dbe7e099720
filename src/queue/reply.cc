// The words for the SMTP client. They name no engine and no signature: who
// sends viruses learns nothing; a person has the id to ask the postmaster by.

#include <string>
#include <utility>

#include "queue/gate.h"

namespace sallyport {

namespace {

std::string Text(Gate* gate, char letter, const char* key) {
  std::string text(1, letter);
  text += gate->config->Text(key);
  text += " [" + gate->id + "]";
  return text;
}

}  // namespace

Ending Ending::Deferred(Gate* gate, std::string reason) {
  return {ExitCode::kDeferred, DeferText(gate), "defer", std::move(reason)};
}

std::string DeferText(Gate* gate) { return Text(gate, 'Z', "reply.defer"); }

std::string RefuseText(Gate* gate) { return Text(gate, 'D', "reply.reject"); }

}  // namespace sallyport
