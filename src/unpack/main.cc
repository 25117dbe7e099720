// sallyport-unpack: opens one message up into parts, inside the jail.
//
// Started with fd 0 the raw message, fd 1 the record stream, fd 2 the log,
// fd 3 the facts, fd 4 policy.bin, or /dev/null where no rules are asked, and
// fd 5 a pipe: its end is the word to begin. Before it, the message and the
// facts may still be written. Where the facts tell of an archive that an
// outside unpacker made of a part, that is fd 6, and is opened instead of the
// message.
// It opens no file, starts no process and knows no network. All it reads but
// fd 3 and fd 4 was written by a stranger, and whoever reads its records
// trusts none of them.
//
// Exit 0 only after the end record was written; anything else, an abort for
// want of memory too, means that the message was not unpacked.

#include <gmime/gmime.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "base/head_start.h"
#include "base/io.h"
#include "base/result.h"
#include "mail/facts.h"
#include "mail/part_record.h"
#include "mail/policy_rules.h"
#include "mail/version.h"
#include "unpack/archive.h"
#include "unpack/budget.h"
#include "unpack/header_fields.h"
#include "unpack/limits.h"
#include "unpack/memory_source.h"
#include "unpack/message.h"
#include "unpack/part.h"
#include "unpack/passwords.h"
#include "unpack/policy.h"
#include "unpack/source.h"
#include "unpack/type.h"

namespace sallyport {

namespace {

constexpr int kMessageFd = 0;
constexpr int kRecordsFd = 1;
constexpr int kLogFd = 2;
constexpr int kFactsFd = 3;
constexpr int kPolicyFd = 4;
constexpr int kBeginFd = 5;
constexpr int kArchiveFd = 6;
/// Whoever started us keeps to half of it.
constexpr int kPatienceMs = 2 * kHeadStartSeconds * 1000;

/// The end of the pipe; of our caller, too, and then there are no facts.
Status AwaitWord() {
  struct pollfd word = {kBeginFd, POLLIN, 0};
  if (::poll(&word, 1, kPatienceMs) < 0) return SystemError("poll", "word");
  if ((word.revents & POLLHUP) == 0)
    return FormatError("unpack", "no word to begin");
  return {};
}

/// fstat(2) by its own number: glibc asks by the call that also takes names
/// of files, and that the box does not let through.
bool StatDescriptor(int fd, struct stat* status) {
  return ::syscall(SYS_fstat, fd, status) == 0;
}

/// All of a file given by descriptor; a device, as /dev/null, is empty.
Result<std::string> ReadDescriptor(int fd, const char* subject) {
  struct stat status;
  if (!StatDescriptor(fd, &status)) return SystemError("fstat", subject);
  if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode))
    return FormatError(subject, "neither file nor device");
  std::string bytes(static_cast<size_t>(status.st_size), '\0');
  Status read = ReadExactlyAt(fd, bytes.data(), bytes.size(), 0);
  if (!read.ok()) return read.error();
  return bytes;
}

Result<FileSource> OpenFile(int fd, const char* subject) {
  struct stat status;
  if (!StatDescriptor(fd, &status)) return SystemError("fstat", subject);
  if (!S_ISREG(status.st_mode))
    return FormatError(subject, "not a regular file");
  return FileSource(fd, static_cast<uint64_t>(status.st_size));
}

Result<Facts> ReadFacts() {
  Result<std::string> bytes = ReadDescriptor(kFactsFd, "facts");
  if (!bytes.ok()) return bytes.error();
  return DecodeFacts(bytes.value());
}

/// The rules, or none if fd 4 is empty.
Result<std::optional<PolicyRules>> ReadRules() {
  Result<std::string> bytes = ReadDescriptor(kPolicyFd, "policy.bin");
  if (!bytes.ok()) return bytes.error();
  if (bytes.value().empty()) return std::optional<PolicyRules>();
  Result<PolicyRules> rules = DecodePolicyRules(bytes.value());
  if (!rules.ok()) return rules.error();
  return std::optional<PolicyRules>(std::move(rules.value()));
}

void WriteSubject(Source* message, PartRecordWriter* records) {
  HeaderFields fields(message);
  while (fields.Next()) {
    if (fields.name() != "subject") continue;
    records->Subject(fields.DecodedValue());
    return;
  }
}

void NameRules(const Policy& rules, PartRecordWriter* records) {
  records->Engine("policy/" + std::string(kVersion) + " rules " +
                  rules.version());
}

Status OpenMessage(Unpacking* unpacking, Source* message) {
  WriteSubject(message, unpacking->records);
  if (unpacking->policy != nullptr)
    unpacking->policy->AskMessage(message, unpacking->records);
  Part raw;
  UnpackMessage(unpacking, message, &raw);
  return {};
}

/// Part 0 is the part that the archive came out of.
Status OpenArchive(Unpacking* unpacking, Source* message, int depth) {
  Result<FileSource> archive = OpenFile(kArchiveFd, "archive");
  if (!archive.ok()) return archive.error();
  if (unpacking->policy != nullptr) unpacking->policy->NoteMessage(message);
  Part part;
  part.depth = depth;
  const Type type = DetectType(archive.value().View(0).substr(0, kHeadBytes));
  if (type.container == Container::kNone ||
      type.container == Container::kUnopened)
    FlagPart(unpacking, kUnopenedFlag, &part);
  else
    UnpackArchive(unpacking, &archive.value(), type.container, &part);
  if (archive.value().broken()) return FormatError("archive", "cannot be read");
  return {};
}

Limits Narrowed(Limits limits, const std::optional<OutsideArchive>& archive) {
  if (!archive) return limits;
  limits.parts = std::min(limits.parts, archive->parts);
  limits.total_bytes = std::min(limits.total_bytes, archive->bytes);
  return limits;
}

/// Returns only if that failed.
Status Unpack() {
  // UTC, and glibc asks no file for it: archives keep times of day.
  ::setenv("TZ", ":", 1);
  const Result<Limits> limits = LimitsFromEnvironment();
  if (!limits.ok()) return limits.error();
  g_mime_init();
  Result<std::optional<PolicyRules>> rules = ReadRules();
  if (!rules.ok()) return rules.error();
  Status word = AwaitWord();
  if (!word.ok()) return word;
  Result<FileSource> message = OpenFile(kMessageFd, "message");
  if (!message.ok()) return message.error();
  const uint64_t message_bytes = message.value().Size();
  Result<Facts> facts = ReadFacts();
  if (!facts.ok()) return facts.error();
  const std::optional<OutsideArchive> archive = facts.value().archive;
  std::optional<Policy> policy;
  if (rules.value())
    policy.emplace(std::move(*rules.value()), std::move(facts.value()),
                   message_bytes);

  Budget budget(Narrowed(limits.value(), archive), message_bytes);
  PartRecordWriter records(kRecordsFd);
  Unpacking unpacking{&budget, &records, policy ? &*policy : nullptr,
                      MemoryForMembers(budget.part_limit())};
  Passwords passwords = Passwords::FromEnvironment();
  if (passwords.wants_text() || !passwords.list().empty())
    unpacking.passwords = &passwords;
  unpacking.for_good = true;
  if (policy) NameRules(*policy, &records);
  Status opened =
      archive ? OpenArchive(&unpacking, &message.value(), archive->depth)
              : OpenMessage(&unpacking, &message.value());
  if (!opened.ok()) return opened;
  if (message.value().broken()) return FormatError("message", "cannot be read");
  if (policy && !policy->status().ok()) return policy->status();
  Status finished = records.Finish();
  if (finished.ok()) ::_exit(0);  // what lies here is the kernel's to free
  return finished;
}

}  // namespace

}  // namespace sallyport

int main() {
  // Scanners run as the same user: they may not look into this process.
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const sallyport::Status status = sallyport::Unpack();
  const std::string line = "sallyport-unpack: " + status.error().Text() + "\n";
  // Nobody is left to tell if the log itself cannot be written.
  [[maybe_unused]] const sallyport::Status logged =
      sallyport::WriteAll(sallyport::kLogFd, line);
  ::_exit(1);
}
