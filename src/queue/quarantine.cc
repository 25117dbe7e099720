#include "queue/quarantine.h"

#include <fcntl.h>

#include <algorithm>

#include "base/io.h"
#include "mail/address.h"
#include "mail/paths.h"
#include "mail/quarantine_block.h"
#include "maildir/maildir.h"

namespace sallyport {

namespace {

HeldMessage Describe(const Gate& gate) {
  HeldMessage held;
  held.id = gate.id;
  held.findings = gate.inspection->findings();
  for (const ScannerResult& result : gate.inspection->results())
    held.scanners.push_back(result.Summary());
  held.sender = gate.envelope.sender;
  held.relay = gate.caller.relay;
  held.time = gate.arrived;
  held.host = gate.hostname;
  held.parts = gate.inspection->unpacked().rows;
  held.sha256 = gate.inspection->unpacked().rows.front().sha256;
  held.bytes = gate.bytes;
  return held;
}

Result<Maildir> OpenFolder(Gate* gate, const std::string& name) {
  Result<Fd> parent =
      OpenAt(gate->spool.get(), kQuarantine, O_RDONLY | O_DIRECTORY);
  if (!parent.ok()) return parent.error();
  return Maildir::Open(parent.value().get(), name);
}

/// Writes block and message into `folder`, durable before visible.
Result<std::string> Keep(Gate* gate, const HeldMessage& held,
                         const std::string& folder_name,
                         const std::string& unique) {
  const Result<SigningKey> key = ReadSigningKey(
      gate->spool.get(), std::string(gate->config->Text("quarantine.key")));
  if (!key.ok()) return key.error();
  Result<Maildir> folder = OpenFolder(gate, folder_name);
  if (!folder.ok()) return folder.error();
  Result<Delivery> delivery = Delivery::Begin(folder.value(), unique);
  if (!delivery.ok()) return delivery.error();
  const std::string block = FormatQuarantineBlock(held, key.value());
  const int file = delivery.value().fd();
  Status written = WriteAllAt(file, block, 0);
  if (written.ok())
    written = CopyRange(gate->message.get(), 0, file, block.size(),
                        gate->bytes);
  if (!written.ok()) return written.error();
  return delivery.value().Commit(block.size() + gate->bytes);
}

/// "TIME.ID.HOST.TAIL": unique over time and hosts; the items of one message
/// differ in their tails.
std::string UniqueName(const Gate& gate, std::string_view tail) {
  std::string host = gate.hostname.substr(0, 64);
  for (char& c : host)
    if (c == '/' || c == ':' || c == ',') c = '_';
  return std::to_string(gate.arrived.seconds()) + "." + gate.id + "." + host +
         "." + std::string(tail);
}

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

}  // namespace

Result<std::string> KeepItem(Gate* gate, const HeldItem& item) {
  HeldMessage held = Describe(*gate);
  held.category = item.category;
  for (const size_t index : item.recipients)
    held.recipients.push_back(gate->envelope.recipients[index]);
  const std::string folder(FolderOf(item.category));
  // Two categories may share a folder.
  Result<std::string> name =
      Keep(gate, held, folder, UniqueName(*gate, Name(item.category)));
  if (!name.ok()) return name;
  return folder + "/" + name.value();
}

bool StillHeld(Gate* gate, const std::string& file) {
  const size_t slash = file.find('/');
  Result<Maildir> folder = OpenFolder(gate, file.substr(0, slash));
  if (!folder.ok() || slash == std::string::npos) return false;
  MaildirEntry entry = {"new", file.substr(slash + 1)};
  const std::optional<uint64_t> size = entry.Size();
  if (folder.value().SizeOnDisk(entry) == size && size) return true;
  // A reader moves it to cur, with any set of the six flags in order.
  constexpr std::string_view kFlags = "DFPRST";
  entry.subdirectory = "cur";
  const std::string unique = entry.name;
  for (unsigned set = 0; set < 1U << kFlags.size(); ++set) {
    entry.name = unique + ":2,";
    for (size_t i = 0; i < kFlags.size(); ++i)
      if ((set >> i & 1) != 0) entry.name += kFlags[i];
    if (folder.value().SizeOnDisk(entry) == size && size) return true;
  }
  return false;
}

std::optional<QuarantineTotals> CountQuarantine(Gate* gate) {
  QuarantineTotals totals;
  for (const char* name : {".virus", ".attachment", ".policy", ".encrypted",
                           ".error", ".spam", kReleased, kDeleted}) {
    Result<Maildir> folder = OpenFolder(gate, name);
    if (!folder.ok()) return std::nullopt;
    Result<std::vector<MaildirEntry>> entries = folder.value().List();
    if (!entries.ok()) return std::nullopt;
    for (const MaildirEntry& entry : entries.value()) {
      ++totals.items;
      totals.bytes += entry.Size().value_or(0);
    }
  }
  return totals;
}

Status ArchiveMessage(Gate* gate) {
  if (!WantsArchive(gate)) return {};
  HeldMessage held = Describe(*gate);
  held.archived = true;
  for (const size_t index : gate->decision.pass)
    held.recipients.push_back(gate->envelope.recipients[index]);
  Result<std::string> name =
      Keep(gate, held, kArchive, UniqueName(*gate, "copy"));
  if (!name.ok()) return name.error();
  return {};
}

}  // namespace sallyport
