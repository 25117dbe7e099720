#include "unpack/header_fields.h"

#include <gmime/gmime.h>

#include <algorithm>

#include "mail/address.h"
#include "unpack/encoded_names.h"
#include "unpack/gobject.h"

namespace sallyport {

namespace {

/// GMime's reader of words takes the square of a value's length.
constexpr size_t kMaxGmimeValue = 4 * 1024;

bool IsFolded(std::string_view line) {
  return line.starts_with(' ') || line.starts_with('\t');
}

void Trim(std::string* text) {
  constexpr const char* kBlanks = " \t\r";
  text->erase(text->find_last_not_of(kBlanks) + 1);
  text->erase(0, std::min(text->find_first_not_of(kBlanks), text->size()));
}

}  // namespace

HeaderFields::HeaderFields(Source* message)
    : lines_(message, 0, kMaxFieldBytes), have_line_(lines_.Next()) {}

bool HeaderFields::Next() {
  while (have_line_ && !lines_.text().empty()) {
    const std::string_view line = lines_.text();
    const size_t colon = line.find(':');
    name_ = LowerCase(line.substr(0, colon));
    value_ = colon == std::string_view::npos ? "" : line.substr(colon + 1);
    cut_ = line.size() >= kMaxFieldBytes;
    while ((have_line_ = lines_.Next()) && IsFolded(lines_.text())) {
      const std::string_view more = lines_.text();
      cut_ = cut_ || value_.size() + more.size() > kMaxFieldBytes;
      value_ += more.substr(
          0, kMaxFieldBytes - std::min(value_.size(), kMaxFieldBytes));
    }
    if (colon == std::string_view::npos) continue;
    Trim(&name_);
    Trim(&value_);
    return true;
  }
  return false;
}

std::string HeaderFields::DecodedValue() const {
  if (value_.size() > kMaxGmimeValue) return DecodeWords(value_, false);
  const StringPtr text(
      g_mime_utils_header_decode_text(nullptr, value_.c_str()));
  return text == nullptr ? std::string() : text.get();
}

std::vector<std::string> HeaderFields::Readings() const {
  std::vector<std::string> readings = {value_};
  const auto add = [&readings](std::string reading) {
    if (std::find(readings.begin(), readings.end(), reading) == readings.end())
      readings.push_back(std::move(reading));
  };
  add(DecodedValue());
  if (value_.find("=?") == std::string::npos) return readings;
  add(DecodeWords(value_, false));
  add(DecodeWords(value_, true));
  return readings;
}

}  // namespace sallyport
