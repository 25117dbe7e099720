#include "scanners/spam_fields.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/byte_count.h"
#include "base/io.h"
#include "mail/address.h"

namespace sallyport {

namespace {

constexpr int kMostStars = 50;
// A field's value may have 4 kB; names of rules beyond this are left out.
constexpr size_t kMostTestsBytes = 900;

}  // namespace

std::string SpamDecimal(double number) {
  char text[64];
  std::snprintf(text, sizeof text, "%.1f", number);
  return text;
}

std::string ShortenedTests(const std::string& tests) {
  if (tests.size() <= kMostTestsBytes) return tests;
  const size_t comma = tests.rfind(',', kMostTestsBytes);
  return tests.substr(0, comma == std::string::npos ? 0 : comma) + ",...";
}

void TellSpamFields(const SpamFields& fields,
                    const std::vector<std::string>& without,
                    ScannerAnswer* answer) {
  const auto tell = [&](const char* name, const std::string& value) {
    if (std::find(without.begin(), without.end(), LowerCase(name)) ==
        without.end())
      answer->Header(name, value);
  };
  if (fields.spam) tell("X-Spam-Flag", "YES");
  tell("X-Spam-Status", std::string(fields.spam ? "Yes" : "No") +
                            ", score=" + SpamDecimal(fields.score) +
                            " required=" + SpamDecimal(fields.threshold) +
                            " tests=" + fields.tests);
  const int stars =
      static_cast<int>(std::clamp<double>(fields.score, 0, kMostStars));
  if (stars > 0)
    tell("X-Spam-Level", std::string(static_cast<size_t>(stars), '*'));
}

Result<std::optional<SizedMessage>> MessageUpTo(int64_t max_size,
                                                std::string_view engine,
                                                ScannerAnswer* answer) {
  Result<Fd> message = OpenAt(AT_FDCWD, MessagePath(), O_RDONLY);
  if (!message.ok()) return message.error();
  struct stat st = {};
  if (::fstat(message.value().get(), &st) != 0)
    return SystemError("fstat", MessagePath());
  if (st.st_size <= max_size)
    return std::optional<SizedMessage>(
        SizedMessage{std::move(message.value()),
                     static_cast<uint64_t>(st.st_size)});
  const std::string why = "not asked: larger than " + BytesText(max_size);
  answer->Engine(std::string(engine) + ", " + why);
  answer->Header("X-Spam-Status", "Unknown, " + why);
  return std::optional<SizedMessage>();
}

}  // namespace sallyport
