// Hands the message on: our header lines and then the sender's bytes in a new
// unnamed file as descriptor 0, the envelope of those who get it as
// descriptor 1, the slot freed, everything given back to the caller, and the
// process becomes the queue program. No parent stays behind.

#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "base/io.h"
#include "queue/gate.h"
#include "queue/header_lines.h"
#include "queue/message_file.h"
#include "queue/quarantine.h"
#include "queue/report.h"
#include "queue/startup.h"

namespace sallyport {

namespace {

// A queue program that is a script may open its /dev/stdin, as the caller.
constexpr mode_t kMessageMode = 0444;
// Copied from the spool into the spool, larger ones take less time.
constexpr uint64_t kMostCopiedInMemory = 256 * 1024;

Ending Failed(ExitCode code, const Error& error) {
  return Ending::Failed(code, "hand off: " + error.Text());
}

Result<Fd> WriteMessage(Gate* gate) {
  Result<Fd> file = NewMessageFile(
      gate->lanes.get(), gate->bytes <= kMostCopiedInMemory, kMessageMode);
  if (!file.ok()) return file;
  const std::string lines = HeaderLines(*gate, Now());
  Status written = WriteAllAt(file.value().get(), lines, 0);
  if (written.ok())
    written = CopyRange(gate->message.get(), 0, file.value().get(),
                        lines.size(), gate->bytes);
  if (!written.ok()) return written.error();
  return file;
}

Result<Fd> WriteEnvelope(const Gate& gate) {
  Envelope envelope;
  envelope.sender = gate.envelope.sender;
  for (const size_t index : gate.decision.pass)
    envelope.recipients.push_back(gate.envelope.recipients[index]);
  Fd file(::memfd_create("envelope", MFD_CLOEXEC));
  if (!file.valid()) return SystemError("memfd_create", "envelope");
  Status written = WriteAllAt(file.get(), envelope.Encode(), 0);
  if (!written.ok()) return written.error();
  return file;
}

}  // namespace

Ending HandOff(Gate* gate) {
  Result<Fd> message = WriteMessage(gate);
  if (!message.ok()) return Failed(ExitCode::kWrite, message.error());
  Result<Fd> envelope = WriteEnvelope(*gate);
  if (!envelope.ok()) return Failed(ExitCode::kWrite, envelope.error());
  // While the unpacker ends. What can't be removed, the slot's next user sees.
  static_cast<void>(gate->slot->Empty().ok());
  Status confirmed = gate->inspection->Confirm(*gate->deadline);
  if (!confirmed.ok())
    return Ending::Deferred(gate, confirmed.error().Text());
  Status archived = ArchiveMessage(gate);
  if (!archived.ok()) return Failed(ExitCode::kWrite, archived.error());
  const std::string queue(gate->config->Text("queue"));
  gate->slot->Free();
  LogHandOff(gate);
  if (::lseek(envelope.value().get(), 0, SEEK_SET) != 0 ||
      ::dup2(message.value().get(), 0) != 0 ||
      ::dup2(envelope.value().get(), 1) != 1)
    return Failed(ExitCode::kRead, SystemError("dup2", ""));
  std::vector<char*> environment = CallersEnvironment();
  Status given_back = GiveBack();
  if (!given_back.ok()) return Failed(ExitCode::kBug, given_back.error());
  char* const argv[] = {const_cast<char*>(queue.c_str()), nullptr};
  ::execve(queue.c_str(), argv, environment.data());
  const Error error = SystemError("execve", queue);
  TakeBack();
  return Failed(ExitCode::kExec, error);
}

}  // namespace sallyport
