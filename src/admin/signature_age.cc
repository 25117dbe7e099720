#include "admin/signature_age.h"

#include <array>
#include <ctime>

namespace sallyport {

namespace {

// Clocks of two machines differ.
constexpr int64_t kFutureSeconds = 24 * 3600;
// The longer form first where one begins another.
constexpr std::array<const char*, 4> kForms = {
    "%a %b %d %H:%M:%S %Y", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// The time that begins at `text`, in seconds since 1970.
std::optional<int64_t> TimeAt(const char* text) {
  for (const char* form : kForms) {
    std::tm parts = {};
    const char* end = ::strptime(text, form, &parts);
    if (end != nullptr && !IsDigit(*end)) return ::timegm(&parts);
  }
  return std::nullopt;
}

}  // namespace

std::optional<int64_t> SignatureHours(std::string_view engine, WallTime now) {
  const std::string text(engine);
  std::optional<int64_t> made;
  for (size_t at = 0; at < text.size(); ++at) {
    // Not in the middle of a number or a word.
    const bool begins = at == 0 || text[at - 1] == '/' || text[at - 1] == ' ' ||
                        text[at - 1] == '(' || text[at - 1] == ',';
    if (!begins || text[at] == ' ') continue;
    if (const std::optional<int64_t> time = TimeAt(text.c_str() + at))
      made = time;
  }
  if (!made || *made > now.seconds() + kFutureSeconds) return std::nullopt;
  const int64_t seconds = now.seconds() - *made;
  return seconds < 0 ? 0 : seconds / 3600;
}

std::string AgeText(int64_t hours) {
  constexpr int64_t kFewHours = 48;
  const int64_t number = hours < kFewHours ? hours : hours / 24;
  const std::string unit = hours < kFewHours ? "hour" : "day";
  return std::to_string(number) + " " + unit + (number == 1 ? "" : "s");
}

}  // namespace sallyport
