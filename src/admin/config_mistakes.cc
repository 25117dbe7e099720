#include "admin/config_mistakes.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/escape.h"

namespace sallyport {

namespace {

constexpr size_t kMaxQuotedBytes = 80;

/// Levenshtein's distance.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t corner = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = corner + (a[i - 1] == b[j - 1] ? 0U : 1U);
      corner = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

void Mistakes::Add(const Place& place, std::string text) {
  lines_.push_back({place, std::move(text)});
}

void Mistakes::Error(const Place& place, std::string_view key,
                     std::string_view wrong, std::string_view allowed) {
  ++errors_;
  std::string text = EscapeField(key) + ": " + std::string(wrong);
  if (!allowed.empty()) text += "; " + std::string(allowed);
  Add(place, std::move(text));
}

void Mistakes::Warning(const Place& place, std::string_view key,
                       std::string_view text) {
  Add(place, "warning: " + EscapeField(key) + ": " + std::string(text));
}

void Mistakes::Doubt(bool grave, const Place& place, std::string_view key,
                     std::string_view text, std::string_view allowed) {
  if (grave)
    Error(place, key, text, allowed);
  else
    Warning(place, key, text);
}

std::string Mistakes::Text() const {
  std::vector<const Line*> sorted;
  for (const Line& line : lines_) sorted.push_back(&line);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Line* a, const Line* b) {
                     return std::tie(a->place.file, a->place.line) <
                            std::tie(b->place.file, b->place.line);
                   });
  std::string out;
  for (const Line* line : sorted)
    out += line->place.file + ":" + std::to_string(line->place.line) + ": " +
           line->text + "\n";
  return out;
}

std::string Quoted(std::string_view value) {
  const bool cut = value.size() > kMaxQuotedBytes;
  std::string shown = EscapeField(value.substr(0, kMaxQuotedBytes));
  if (value.empty()) shown.clear();
  return "\"" + shown + (cut ? "..." : "") + "\"";
}

std::string NearestWord(std::string_view word,
                        const std::vector<std::string>& known,
                        size_t changes) {
  std::string nearest;
  size_t best = changes + 1;
  for (const std::string& candidate : known) {
    const size_t distance = Distance(word, candidate);
    if (distance >= best) continue;
    best = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace sallyport
