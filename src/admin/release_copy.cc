#include "admin/release_copy.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "admin/held_message.h"
#include "base/io.h"
#include "mail/address.h"

namespace sallyport {

namespace {

constexpr mode_t kCopyMode = 0400;

/// As it was stored, or with letters of another case.
std::vector<std::string>::const_iterator FindStored(
    const std::vector<std::string>& stored, const std::string& named) {
  const auto exact = std::find(stored.begin(), stored.end(), named);
  if (exact != stored.end()) return exact;
  return std::find_if(stored.begin(), stored.end(),
                      [&named](const std::string& recipient) {
                        return LowerCase(recipient) == LowerCase(named);
                      });
}

void AddOnce(const std::string& recipient, std::vector<std::string>* to) {
  if (std::find(to->begin(), to->end(), recipient) == to->end())
    to->push_back(recipient);
}

std::string Joined(const std::vector<std::string>& addresses) {
  std::string text;
  for (const std::string& address : addresses)
    text += (text.empty() ? "" : ", ") + address;
  return text;
}

}  // namespace

Result<std::vector<std::string>> ChooseRecipients(
    const std::vector<std::string>& stored,
    const std::vector<std::string>& only, const std::vector<std::string>& to) {
  if (only.empty() && to.empty()) {
    if (stored.empty())
      return FormatError("no recipients", "are stored; name some with --to");
    return stored;
  }
  std::vector<std::string> chosen;
  for (const std::string& named : only) {
    const auto found = FindStored(stored, named);
    if (found == stored.end())
      return FormatError(named, "is not a recipient of this message (" +
                                    Joined(stored) +
                                    "); to send it there all the same, use "
                                    "--to");
    AddOnce(*found, &chosen);
  }
  for (const std::string& named : to) {
    if (named.empty()) return FormatError("--to", "names nobody");
    AddOnce(named, &chosen);
  }
  return chosen;
}

Result<Fd> CopyForQueue(int directory, int held_file,
                        const QuarantineBlock& block) {
  Result<Fd> copy = OpenAt(directory, ".", O_RDWR | O_TMPFILE, kCopyMode);
  if (!copy.ok()) return Error{"copy", "O_TMPFILE", copy.error().err};
  const int file = copy.value().get();
  Status done =
      CopyRange(held_file, block.block_bytes, file, 0, block.held.bytes);
  if (!done.ok())
    return Error{"copy", done.error().op + " " + done.error().subject,
                 done.error().err};
  done = CheckBytes(file, 0, block.held.bytes, block.held.sha256);
  if (!done.ok()) return done.error();
  // Through /proc it is opened anew, with a position and a mode of its own.
  const std::string self = "/proc/self/fd/" + std::to_string(file);
  Fd reading(::open(self.c_str(), O_RDONLY | O_CLOEXEC));
  if (!reading.valid()) return SystemError("open", self);
  return reading;
}

Result<Fd> EncodeForQueue(const Envelope& envelope) {
  const std::string bytes = envelope.Encode();
  EnvelopeReader reader(envelope.recipients.size());
  const EnvelopeState state = reader.Feed(bytes);
  if (state == EnvelopeState::kAddressTooLong)
    return FormatError("envelope", "an address is too long");
  if (state != EnvelopeState::kComplete ||
      reader.envelope().sender != envelope.sender ||
      reader.envelope().recipients != envelope.recipients)
    return FormatError("envelope", "an address has a control character");
  Fd file(::memfd_create("envelope", MFD_CLOEXEC));
  if (!file.valid()) return SystemError("memfd_create", "envelope");
  const Status written = WriteAllAt(file.get(), bytes, 0);
  if (!written.ok()) return written.error();
  return file;
}

}  // namespace sallyport
