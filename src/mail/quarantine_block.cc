#include "mail/quarantine_block.h"

#include <cerrno>
#include <charconv>
#include <optional>

#include "base/escape.h"
#include "base/sha256.h"
#include "mail/message_id.h"

namespace sallyport {

namespace {

constexpr std::string_view kBlockVersion = "1";
constexpr std::string_view kPrefix = "X-Sallyport-";
constexpr std::string_view kArchived = "archive";

Error Malformed(const char* what) {
  return FormatError("quarantine block", what);
}

Error TooLarge() { return Error{"quarantine block", "", EFBIG}; }

/// What the HMAC covers: version, id and key name, then every later line.
std::string SignedBytes(std::string_view id, std::string_view key_name,
                        std::string_view lines) {
  std::string bytes(kBlockVersion);
  bytes += ' ';
  bytes += id;
  bytes += ' ';
  bytes += key_name;
  bytes += '\n';
  bytes += lines;
  return bytes;
}

std::string FormatFinding(const Finding& finding) {
  std::string text(Name(finding.cause));
  text += '\t';
  text += EscapeField(finding.name);
  text += '\t';
  text += finding.part == kNoPart ? "-" : std::to_string(finding.part);
  text += '\t';
  text += EscapeField(finding.scanner);
  return text;
}

std::optional<Finding> ParseFinding(std::string_view text) {
  const std::vector<std::string_view> fields = Split(text, '\t');
  if (fields.size() != 4) return std::nullopt;
  const std::optional<Cause> cause = ParseCause(fields[0]);
  Result<std::string> name = UnescapeField(fields[1]);
  Result<std::string> scanner = UnescapeField(fields[3]);
  if (!cause || !name.ok() || !scanner.ok()) return std::nullopt;
  Finding finding;
  finding.cause = *cause;
  finding.name = std::move(name.value());
  finding.scanner = std::move(scanner.value());
  if (fields[2] != "-") {
    const auto [end, err] =
        std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(),
                        finding.part);
    if (err != std::errc() || end != fields[2].data() + fields[2].size())
      return std::nullopt;
  }
  return finding;
}

/// Puts the value of one line of the block where it belongs.
bool ReadField(std::string_view name, std::string_view value,
               HeldMessage* held) {
  if (name == "Category") {
    held->archived = value == kArchived;
    if (held->archived) return true;
    const std::optional<Category> category = ParseCategory(value);
    if (!category) return false;
    held->category = *category;
    return true;
  }
  if (name == "Finding") {
    std::optional<Finding> finding = ParseFinding(value);
    if (!finding) return false;
    held->findings.push_back(std::move(*finding));
    return true;
  }
  if (name == "Part") {
    Result<ManifestRow> row = ParseManifestRow(value);
    if (!row.ok()) return false;
    held->parts.push_back(std::move(row.value()));
    return true;
  }
  if (name == "Time") {
    const Result<WallTime> time = ParseLogTime(value);
    if (!time.ok()) return false;
    held->time = time.value();
    return true;
  }
  if (name == "Bytes") {
    const auto [end, err] = std::from_chars(
        value.data(), value.data() + value.size(), held->bytes);
    return err == std::errc() && end == value.data() + value.size();
  }
  Result<std::string> text = UnescapeField(value);
  if (!text.ok()) return false;
  if (name == "Scanner")
    held->scanners.push_back(std::move(text.value()));
  else if (name == "Sender")
    held->sender = std::move(text.value());
  else if (name == "Recipient")
    held->recipients.push_back(std::move(text.value()));
  else if (name == "Relay")
    held->relay = std::move(text.value());
  else if (name == "Host")
    held->host = std::move(text.value());
  else if (name == "Sha256")
    held->sha256 = std::move(text.value());
  else
    return false;
  return true;
}

}  // namespace

Result<std::string> FormatQuarantineBlock(const HeldMessage& held,
                                          const SigningKey& key) {
  std::string lines;
  const auto add = [&lines](std::string_view name, std::string_view value) {
    lines += kPrefix;
    lines += name;
    lines += ": ";
    lines += value;
    lines += '\n';
  };
  add("Category", held.archived ? kArchived : Name(held.category));
  for (const Finding& finding : held.findings)
    add("Finding", FormatFinding(finding));
  for (const std::string& scanner : held.scanners)
    add("Scanner", EscapeField(scanner));
  add("Sender", EscapeField(held.sender));
  for (const std::string& recipient : held.recipients) {
    add("Recipient", EscapeField(recipient));
    if (lines.size() > kMaxBlockBytes) return TooLarge();
  }
  add("Relay", EscapeField(held.relay));
  add("Time", LogTime(held.time));
  add("Host", EscapeField(held.host));
  for (const ManifestRow& row : held.parts) {
    const std::string text = FormatManifestRow(row);
    if (lines.size() + text.size() > kMaxBlockBytes / 2) break;
    add("Part", text);
  }
  add("Sha256", EscapeField(held.sha256));
  add("Bytes", std::to_string(held.bytes));
  const Digest mark =
      HmacSha256(key.secret, SignedBytes(held.id, key.name, lines));
  std::string block(kQuarantineField);
  block += ": ";
  block += kBlockVersion;
  block += " " + held.id + " " + key.name + " " + Hex(mark) + "\n";
  if (block.size() + lines.size() > kMaxBlockBytes) return TooLarge();
  return block + lines;
}

Result<QuarantineBlock> ParseQuarantineBlock(std::string_view file) {
  QuarantineBlock block;
  std::string_view rest = file;
  bool first = true;
  size_t lines_begin = 0;
  for (;;) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return Malformed("cut");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    const size_t colon = line.find(": ");
    if (!line.starts_with(kPrefix) || colon == std::string_view::npos)
      return Malformed("not our field");
    const std::string_view name =
        line.substr(kPrefix.size(), colon - kPrefix.size());
    const std::string_view value = line.substr(colon + 2);
    if (first) {
      const std::vector<std::string_view> words = Split(value, ' ');
      if (name != "Quarantine" || words.size() != 4 ||
          words[0] != kBlockVersion || !IsMessageId(words[1]))
        return Malformed("no mark");
      block.held.id = words[1];
      block.key_name = words[2];
      block.mark = words[3];
      lines_begin = file.size() - rest.size();
      first = false;
      continue;
    }
    if (!ReadField(name, value, &block.held)) return Malformed("bad field");
    if (name != "Bytes") continue;
    block.block_bytes = file.size() - rest.size();
    block.signed_bytes = SignedBytes(
        block.held.id, block.key_name,
        file.substr(lines_begin, block.block_bytes - lines_begin));
    return block;
  }
}

bool MarkIsValid(const QuarantineBlock& block, const SigningKey& key) {
  return !key.secret.empty() && key.name == block.key_name &&
         EqualInConstantTime(Hex(HmacSha256(key.secret, block.signed_bytes)),
                             block.mark);
}

}  // namespace sallyport
