#include "queue/quarantine.h"

#include <fcntl.h>

#include <utility>
#include <vector>

#include "base/io.h"
#include "mail/paths.h"
#include "mail/quarantine_block.h"
#include "mail/quarantine_folders.h"
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

void AddRecipients(const Gate& gate, const std::vector<size_t>& indices,
                   HeldMessage* held) {
  for (const size_t index : indices)
    held->recipients.push_back(gate.envelope.recipients[index]);
}

Result<Maildir> OpenFolder(Gate* gate, const std::string& name) {
  Result<Fd> parent =
      OpenAt(gate->spool.get(), kQuarantine, O_RDONLY | O_DIRECTORY);
  if (!parent.ok()) return parent.error();
  return Maildir::Open(parent.value().get(), name);
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

Result<KeptFile> Prepare(Gate* gate, const HeldMessage& held,
                         const std::string& folder, std::string_view tail) {
  const Result<SigningKey> key = ReadSigningKey(
      gate->spool.get(), std::string(gate->config->Text("quarantine.key")));
  if (!key.ok()) return key.error();
  Result<std::string> block = FormatQuarantineBlock(held, key.value());
  if (!block.ok()) return block.error();
  KeptFile file;
  file.folder = folder;
  file.unique = UniqueName(*gate, tail);
  file.block = std::move(block.value());
  file.bytes = file.block.size() + gate->bytes;
  return file;
}

std::vector<std::string> FoldersOf(Store store) {
  if (store == Store::kCopies) return {kArchive};
  return HoldFolders();
}

/// True if a mail reader has it in cur by any of the names that its six flags
/// give it.
bool HasPlainFlags(const Maildir& folder, const std::string& unique,
                   uint64_t size) {
  constexpr std::string_view kFlags = "DFPRST";
  for (unsigned set = 0; set < 1U << kFlags.size(); ++set) {
    MaildirEntry entry = {"cur", unique + ":2,"};
    for (size_t i = 0; i < kFlags.size(); ++i)
      if ((set >> i & 1) != 0) entry.name += kFlags[i];
    if (folder.SizeOnDisk(entry) == size) return true;
  }
  return false;
}

/// Dovecot's keywords are letters behind the flags, too many sets of them to
/// try each name. Where even this does not find it, the message is held once
/// more, and that file is the one looked for from then on.
bool HasKeywords(const Maildir& folder, const std::string& unique,
                 uint64_t size) {
  bool found = false;
  size_t names = 0;
  const Status seen = folder.Visit("cur", [&](const MaildirEntry& entry) {
    found = entry.Unique() == unique && folder.SizeOnDisk(entry) == size;
    return !found && ++names < kMaxNamesLookedAt;
  });
  return seen.ok() && found;
}

}  // namespace

std::string KeptFile::Path() const {
  return folder + "/" + Delivery::NameOf(unique, bytes);
}

Result<KeptFile> PrepareItem(Gate* gate, const HeldItem& item) {
  HeldMessage held = Describe(*gate);
  held.category = item.category;
  AddRecipients(*gate, item.recipients, &held);
  // Two categories may share a folder.
  return Prepare(gate, held, std::string(FolderOf(item.category)),
                 Name(item.category));
}

Result<KeptFile> PrepareCopy(Gate* gate) {
  HeldMessage held = Describe(*gate);
  held.archived = true;
  AddRecipients(*gate, gate->decision.pass, &held);
  return Prepare(gate, held, kArchive, "copy");
}

Result<std::string> Keep(Gate* gate, const KeptFile& file) {
  Result<Maildir> folder = OpenFolder(gate, file.folder);
  if (!folder.ok()) return folder.error();
  Result<Delivery> delivery = Delivery::Begin(folder.value(), file.unique);
  if (!delivery.ok()) return delivery.error();
  const int fd = delivery.value().fd();
  Status written = WriteAllAt(fd, file.block, 0);
  if (written.ok())
    written = CopyRange(gate->message.get(), 0, fd, file.block.size(),
                        gate->bytes);
  if (!written.ok()) return written.error();
  const Result<std::string> name = delivery.value().Commit(file.bytes);
  if (!name.ok()) return name;
  return file.Path();
}

bool StillHeld(Gate* gate, const std::string& file) {
  const size_t slash = file.find('/');
  if (slash == std::string::npos) return false;
  const Result<Maildir> folder = OpenFolder(gate, file.substr(0, slash));
  if (!folder.ok()) return false;
  const MaildirEntry entry = {"new", file.substr(slash + 1)};
  const std::optional<uint64_t> size = entry.Size();
  if (!size) return false;
  const bool there = folder.value().SizeOnDisk(entry) == size ||
                     HasPlainFlags(folder.value(), entry.name, *size) ||
                     HasKeywords(folder.value(), entry.name, *size);
  // A killed gate may have left it renamed, and no more.
  return there && folder.value().Sync().ok();
}

std::optional<StoreTotals> CountFiles(Gate* gate, Store store) {
  StoreTotals totals;
  for (const std::string& name : FoldersOf(store)) {
    const Result<Maildir> folder = OpenFolder(gate, name);
    if (!folder.ok()) return std::nullopt;
    for (const char* subdirectory : {"new", "cur"}) {
      const Status seen = folder.value().Visit(
          subdirectory, [&totals](const MaildirEntry& entry) {
            ++totals.items;
            totals.bytes += entry.Size().value_or(0);
            return true;
          });
      if (!seen.ok()) return std::nullopt;
    }
  }
  return totals;
}

}  // namespace sallyport
