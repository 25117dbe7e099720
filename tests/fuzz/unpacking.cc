#include "tests/fuzz/unpacking.h"

#include <gmime/gmime.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "base/fd.h"
#include "base/io.h"
#include "tests/fuzz/property.h"
#include "unpack/budget.h"
#include "unpack/passwords.h"
#include "unpack/policy.h"

namespace sallyport::fuzz {

namespace {

constexpr size_t kMostRecords = 256 * 1024 * 1024;
/// Nothing reads further behind the end than that on purpose.

/// One memory file for all records of this process.
int RecordsFile() {
  static const int file = ::memfd_create("records", MFD_CLOEXEC);
  Require(file >= 0 && ::ftruncate(file, 0) == 0 &&
              ::lseek(file, 0, SEEK_SET) == 0,
          "there is a file for the records");
  return file;
}

std::string ReadRecords(int file) {
  Require(::lseek(file, 0, SEEK_SET) == 0, "records can be read");
  Result<std::string> records = ReadToEnd(file, kMostRecords);
  Require(records.ok(), "records are bounded");
  return std::move(records.value());
}

/// Rules that look at names, types, digests and headers.
PolicyRules SomeRules() {
  PolicyRules rules;
  rules.version = "1";
  PolicyRule names;
  names.name = "name";
  names.globs = {"*.exe", "*.[sv]?[a-f]*"};
  names.regexes = {"^(a|b)+c", "\\.(com|pif)$"};
  rules.rules.push_back(names);
  PolicyRule header;
  header.name = "header";
  header.headers = {{"subject", "free.*money"}, {"x-a", "^b"}};
  rules.rules.push_back(header);
  PolicyRule digest;
  digest.name = "digest";
  digest.sha256 = {std::string(64, '0')};
  rules.rules.push_back(digest);
  PolicyRule type;
  type.name = "type";
  type.types = {"application/*"};
  type.declared = {"image/*"};
  type.except.globs = {"*.jpg"};
  rules.rules.push_back(type);
  return rules;
}

Facts SomeFacts() {
  Facts facts;
  facts.id = "id";
  facts.sender = "s@example.com";
  facts.client_class = "network";
  facts.recipients = {"r@example.org"};
  return facts;
}

void RequireParts(const RecordLog& log, const Limits& limits) {
  uint64_t total = 0;
  for (const auto& [number, part] : log.parts) {
    for (const std::string& flag : part.flags)
      Require(!flag.empty() && flag.size() <= kMaxFlagBytes, "flag has a name");
    if (number == 0) continue;
    total += part.bytes.size();
    Require(part.bytes.size() <= limits.part_bytes, "part within its limit");
    Require(part.begin.parent < number, "parent before its part");
    Require(part.begin.depth <= limits.depth, "part not too deep");
    Require(part.begin.depth >= 1, "part below the message");
    const auto parent = log.parts.find(part.begin.parent);
    if (part.begin.parent != 0)
      Require(parent != log.parts.end() &&
                  part.begin.depth > parent->second.begin.depth,
              "part deeper than its parent");
    Require(!part.begin.kind.empty(), "part has a kind");
    Require(!part.type.empty(), "part has a type");
    for (const std::string& name : part.begin.names)
      Require(!name.empty(), "no empty name");
  }
  Require(total <= limits.total_bytes, "all parts within their limit");
}

bool MayDiffer(const RecordLog& log) {
  if (log.Flagged(std::string(kDamagedFlag))) return true;
  // How much of what is over a limit is still looked at depends on the pieces.
  return log.Flagged(std::string(kLimitFlag));
}

}  // namespace

std::string_view FleetingSource::View(uint64_t offset) {
  copy_.reset();
  if (offset >= bytes_.size()) return {};
  const std::string_view view =
      bytes_.substr(static_cast<size_t>(offset), piece_);
  copy_ = std::make_unique_for_overwrite<char[]>(view.size());
  std::memcpy(copy_.get(), view.data(), view.size());
  return {copy_.get(), view.size()};
}

Surroundings ChooseSurroundings(uint32_t choice) {
  Surroundings chosen;
  chosen.limits = {50, 2000, 4 << 20, 8 << 20, 250};
  constexpr std::array<size_t, 4> kPieces = {4096, 61, 1 << 16, 512};
  chosen.piece = kPieces[choice & 3];
  if ((choice >> 2 & 7) == 0) chosen.limits.depth = 3;
  if ((choice >> 5 & 7) == 0) chosen.limits.parts = 4;
  if ((choice >> 8 & 7) == 0) chosen.limits.part_bytes = 100;
  if ((choice >> 11 & 7) == 0) chosen.limits.total_bytes = 300;
  chosen.passwords = (choice >> 14 & 3) == 0;
  return chosen;
}

RecordLog Unpacked(
    std::string_view input, const Surroundings& surroundings,
    const std::function<void(Unpacking* unpacking, Source* source)>& open) {
  static const bool ready = [] {
    ::setenv("TZ", ":", 1);
    ::setenv("SALLYPORT_PASSWORDS", "infected\nsecret", 1);
    ::setenv("SALLYPORT_PASSWORDS_IN_TEXT", "true", 1);
    g_mime_init();
    return true;
  }();
  Require(ready, "GMime is ready");
  const int file = RecordsFile();
  FleetingSource source(input, surroundings.piece);
  Budget budget(surroundings.limits, input.size());
  PartRecordWriter records(file);
  Policy policy(SomeRules(), SomeFacts(), input.size());
  Unpacking unpacking{&budget, &records, &policy, budget.part_limit()};
  Passwords passwords = Passwords::FromEnvironment();
  if (surroundings.passwords) unpacking.passwords = &passwords;
  policy.AskMessage(&source, &records);
  open(&unpacking, &source);
  Require(policy.status().ok(), "rules are sound");
  Require(records.Finish().ok(), "records are written");

  RecordLog log;
  PartRecordReader reader(&log, surroundings.limits.parts);
  const Status read = reader.Feed(ReadRecords(file));
  if (!read.ok()) std::fprintf(stderr, "%s\n", read.error().Text().c_str());
  Require(read.ok() && reader.ended(), "reader takes what was written");
  RequireParts(log, surroundings.limits);
  return log;
}

void RequireSame(const RecordLog& a, const RecordLog& b) {
  if (MayDiffer(a) || MayDiffer(b)) return;
  Require(a.parts.size() == b.parts.size(), "same number of parts");
  for (const auto& [number, part] : a.parts) {
    const auto found = b.parts.find(number);
    Require(found != b.parts.end(), "same parts");
    const LoggedPart& other = found->second;
    Require(part.begin.parent == other.begin.parent &&
                part.begin.kind == other.begin.kind &&
                part.begin.name == other.begin.name &&
                part.begin.names == other.begin.names,
            "same beginnings");
    Require(part.bytes == other.bytes, "same bytes");
    Require(part.type == other.type, "same type");
    Require(part.flags == other.flags, "same flags");
  }
  Require(a.findings.size() == b.findings.size(), "same findings");
  for (size_t i = 0; i < a.findings.size(); ++i)
    Require(a.findings[i].name == b.findings[i].name &&
                a.findings[i].cause == b.findings[i].cause &&
                a.findings[i].part == b.findings[i].part,
            "same finding");
}

}  // namespace sallyport::fuzz
