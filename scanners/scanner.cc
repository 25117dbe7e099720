#include "scanners/scanner.h"

#include <dirent.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "base/byte_count.h"
#include "base/escape.h"
#include "base/io.h"
#include "mail/address.h"

namespace sallyport {

namespace {

constexpr int kNotScanned = 1;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The digits at the front of a part's file name.
std::optional<int> LeadingNumber(std::string_view name) {
  int number = 0;
  const auto [end, err] =
      std::from_chars(name.data(), name.data() + name.size(), number);
  if (err != std::errc() || number < 0) return std::nullopt;
  return number;
}

std::string Shown(int64_t number) { return std::to_string(number); }
std::string Shown(double number) {
  char text[64];
  std::snprintf(text, sizeof text, "%g", number);
  return text;
}

/// What is not a number is not between two, either.
template <typename Number>
Result<Number> NumberBetween(const char* key, Number otherwise, Number least,
                             Number most) {
  const std::optional<std::string> text = Option(key);
  if (!text) return otherwise;
  Number number{};
  const char* const last = text->data() + text->size();
  const auto [end, err] = std::from_chars(text->data(), last, number);
  if (err != std::errc() || end != last ||
      !(number >= least && number <= most))
    return FormatError(LowerCase(key) + " = " + *text,
                       "allowed: " + Shown(least) + " to " + Shown(most));
  return number;
}

/// Where the word comes, one byte, that the parts are there.
constexpr int kWordDescriptor = 3;

}  // namespace

void ScannerAnswer::Found(Cause cause, std::string_view name, int part) {
  lines_ += Name(cause);
  lines_ += "\t" + EscapeField(name) + "\t" +
            (part == kNoPart ? "-" : std::to_string(part)) + "\n";
}

void ScannerAnswer::Spam(double score, std::string_view detail) {
  char number[64];
  std::snprintf(number, sizeof number, "%.3f", score);
  lines_ += "spam\t" + std::string(number) + "\t" + EscapeField(detail) + "\n";
}

void ScannerAnswer::Except(std::string_view name) {
  lines_ += "except\t" + EscapeField(name) + "\n";
}

void ScannerAnswer::Header(std::string_view name, std::string_view value) {
  lines_ += "header\t" + std::string(name) + "\t" + EscapeField(value) + "\n";
}

void ScannerAnswer::Engine(std::string_view text) {
  lines_ += "engine\t" + EscapeField(text) + "\n";
}

std::optional<std::string> Option(const char* key) {
  const char* value =
      std::getenv((std::string("SALLYPORT_OPT_") + key).c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

Result<std::string> RequiredOption(const char* key) {
  std::optional<std::string> value = Option(key);
  if (!value || value->empty())
    return FormatError("configuration lacks the key", LowerCase(key));
  return std::move(*value);
}

Result<int64_t> NumberOption(const char* key, int64_t otherwise, int64_t least,
                             int64_t most) {
  return NumberBetween(key, otherwise, least, most);
}

Result<double> DecimalOption(const char* key, double otherwise, double least,
                             double most) {
  return NumberBetween(key, otherwise, least, most);
}

Result<int64_t> BytesOption(const char* key, const char* otherwise) {
  const std::string text = Option(key).value_or(otherwise);
  const std::optional<int64_t> bytes = ParseBytes(text);
  if (!bytes)
    return FormatError(LowerCase(key) + " = " + text,
                       "allowed: bytes, as 1000, 10k, 10M or 10G");
  return *bytes;
}

std::vector<std::string> ListOption(const char* key) {
  std::vector<std::string> items;
  const std::optional<std::string> value = Option(key);
  if (!value || value->empty()) return items;
  for (const std::string_view item : Split(*value, '\n'))
    items.emplace_back(item);
  return items;
}

Result<bool> PartsAreThere(int ms) {
  static const bool early = std::getenv("SALLYPORT_EARLY") != nullptr;
  static bool there = !early;
  struct pollfd word = {kWordDescriptor, POLLIN, 0};
  while (!there) {
    const int ready = ::poll(&word, 1, ms);
    if (ready == 0) return false;
    if (ready < 0 && errno != EINTR) return SystemError("poll", "parts");
    if (ready < 0) continue;
    char byte = 0;
    const Result<size_t> n = ReadSome(kWordDescriptor, &byte, 1);
    if (!n.ok()) return n.error();
    if (n.value() != 1)
      return FormatError("no word that the parts are there", "end of file");
    there = true;
  }
  return true;
}

Status AwaitParts() {
  const Result<bool> there = PartsAreThere(-1);
  return there.ok() ? Status() : there.error();
}

std::string MessagePath() { return Variable("SALLYPORT_MESSAGE"); }
std::string PartsPath() { return Variable("SALLYPORT_PARTS"); }

Result<std::vector<ScannerPart>> Parts() {
  const Status there = AwaitParts();
  if (!there.ok()) return there.error();
  const std::string directory = PartsPath();
  DIR* entries = ::opendir(directory.c_str());
  if (entries == nullptr) return SystemError("opendir", directory);
  std::vector<ScannerPart> parts;
  errno = 0;
  while (const struct dirent* entry = ::readdir(entries)) {
    const std::optional<int> number = LeadingNumber(entry->d_name);
    if (number) parts.push_back({*number, directory + "/" + entry->d_name});
    errno = 0;
  }
  const int err = errno;
  ::closedir(entries);
  if (err != 0) return Error{"readdir", directory, err};
  std::sort(parts.begin(), parts.end(),
            [](const ScannerPart& a, const ScannerPart& b) {
              return a.number < b.number;
            });
  return parts;
}

Result<std::vector<ScannerPart>> MessageAndParts() {
  Result<std::vector<ScannerPart>> parts = Parts();
  if (!parts.ok()) return parts.error();
  parts.value().insert(parts.value().begin(), {0, MessagePath()});
  return parts;
}

std::string MessageId() { return Variable("SALLYPORT_ID"); }
std::string Sender() { return Variable("SALLYPORT_SENDER"); }
std::string ClientAddress() { return Variable("SALLYPORT_RELAY"); }

Result<std::vector<std::string>> Recipients() {
  constexpr size_t kMostBytes = size_t{256} * 1024 * 1024;
  Result<std::string> text =
      ReadFile(AT_FDCWD, Variable("SALLYPORT_RECIPIENTS"), kMostBytes);
  if (!text.ok()) return text.error();
  std::vector<std::string> recipients;
  for (const std::string_view line : Split(text.value(), '\n')) {
    if (line.empty()) continue;  // behind the last
    Result<std::string> recipient = UnescapeField(line);
    if (!recipient.ok()) return recipient.error();
    recipients.push_back(std::move(recipient.value()));
  }
  return recipients;
}

int PartOfPath(std::string_view path) {
  const std::string parts = PartsPath() + "/";
  if (path == MessagePath()) return 0;
  if (!path.starts_with(parts)) return kNoPart;
  return LeadingNumber(path.substr(parts.size())).value_or(kNoPart);
}

}  // namespace sallyport

int main() {
  using namespace sallyport;
  ScannerAnswer answer;
  Status scanned = Scan(&answer);
  // A plugin that looks at the message alone has not waited yet.
  if (scanned.ok()) scanned = AwaitParts();
  if (!scanned.ok()) {
    std::fprintf(stderr, "%s\n", scanned.error().Text().c_str());
    return kNotScanned;
  }
  if (!WriteAll(STDOUT_FILENO, answer.lines() + "done\n").ok())
    return kNotScanned;
  return 0;
}
