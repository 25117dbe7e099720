// Copies of mail that is handed on, in .archive, where the configuration
// wants them. They have caps of their own, so that no number of copies takes
// the room of what is to be held. An archive that is full stops no mail: the
// message goes on without a copy, and descriptor 2 says so. A copy that there
// is room for and that can't be written is a temporary failure.

#include <algorithm>
#include <string>
#include <vector>

#include "base/io.h"
#include "mail/address.h"
#include "mail/paths.h"
#include "queue/quarantine.h"
#include "state/holds.h"

namespace sallyport {

namespace {

bool WantsArchive(Gate* gate) {
  const std::vector<std::string> wanted =
      gate->config->List("quarantine.archive");
  if (wanted.empty()) return false;
  const auto& recipients = gate->envelope.recipients;
  return std::find(wanted.begin(), wanted.end(), "all") != wanted.end() ||
         AddressListed(gate->envelope.sender, wanted) ||
         std::any_of(recipients.begin(), recipients.end(),
                     [&wanted](const std::string& recipient) {
                       return AddressListed(recipient, wanted);
                     });
}

QuarantineLimits ArchiveLimits(Config* config) {
  QuarantineLimits limits;
  limits.caps.max_items =
      static_cast<uint64_t>(config->Number("quarantine.archive_items"));
  limits.caps.max_bytes =
      static_cast<uint64_t>(config->Number("quarantine.archive_bytes"));
  return limits;
}

}  // namespace

Status ArchiveMessage(Gate* gate) {
  if (!WantsArchive(gate)) return {};
  const Result<KeptFile> file = PrepareCopy(gate);
  if (!file.ok()) return file.error();
  const Result<Fd> state =
      OpenAt(gate->spool.get(), kState, O_RDONLY | O_DIRECTORY);
  const int directory = state.ok() ? state.value().get() : -1;
  KeepRequest request;
  request.store = Store::kCopies;
  request.name = gate->id;
  request.bytes = file.value().bytes;
  const Result<KeepAnswer> answer = ReserveRoom(
      directory, request, "", ArchiveLimits(gate->config.get()), Now(),
      [gate] { return CountFiles(gate, Store::kCopies); });
  if (answer.ok() && !answer.value().full.empty()) {
    gate->notes.push_back("no copy: the archive is at its limit: archive_" +
                          answer.value().full);
    return {};
  }
  const Result<std::string> kept = Keep(gate, file.value());
  // Without the table a copy is kept all the same, and counted later.
  Status told = answer.ok() ? Status() : Status(answer.error());
  if (answer.ok())
    told = kept.ok() ? ConfirmKept(directory, request, kept.value(), Now())
                     : CancelKept(directory, request, Now());
  if (!told.ok()) gate->notes.push_back(told.error().Text());
  return kept.ok() ? Status() : Status(kept.error());
}

}  // namespace sallyport
