#include "unpack/line_cursor.h"

#include <algorithm>
#include <cstring>

namespace sallyport {

namespace {

constexpr std::string_view kBlanks = " \t\r";

enum class Boundary { kNone, kNext, kFinal };

/// As RFC 2046 has it: the boundary may be followed by blanks, and dashes make
/// it the last.
Boundary ReadBoundary(std::string_view line, std::string_view boundary) {
  if (!line.starts_with("--")) return Boundary::kNone;
  line.remove_prefix(2);
  if (!line.starts_with(boundary)) return Boundary::kNone;
  line.remove_prefix(boundary.size());
  const bool dashes = line.starts_with("--");
  if (dashes) line.remove_prefix(2);
  if (line.find_first_not_of(kBlanks) != std::string_view::npos)
    return Boundary::kNone;
  return dashes ? Boundary::kFinal : Boundary::kNext;
}

/// As the first that it can be.
Boundary ReadBoundary(std::string_view line,
                      const std::vector<std::string>& boundaries) {
  if (!line.starts_with("--")) return Boundary::kNone;
  for (const std::string& boundary : boundaries) {
    const Boundary found = ReadBoundary(line, boundary);
    if (found != Boundary::kNone) return found;
  }
  return Boundary::kNone;
}

/// How much of a line tells: blanks behind a boundary are looked at as far as
/// a line may reach.
size_t LookFor(const std::vector<std::string>& boundaries) {
  size_t look = 0;
  for (const std::string& boundary : boundaries)
    look = std::max(look, boundary.size());
  return look + 1000;
}

}  // namespace

bool LineCursor::Next() {
  begin_ = next_;
  text_.clear();
  while (true) {
    const std::string_view view = source_->View(next_);
    if (view.empty()) break;
    const void* found = std::memchr(view.data(), '\n', view.size());
    const size_t line =
        found == nullptr ? view.size()
                         : static_cast<size_t>(static_cast<const char*>(found) -
                                               view.data());
    if (text_.size() < look_)
      text_ += view.substr(0, std::min(line, look_ - text_.size()));
    next_ += line + (found == nullptr ? 0 : 1);
    if (found != nullptr) break;
  }
  if (text_.ends_with('\r')) text_.pop_back();
  return next_ > begin_;
}

uint64_t FindHeaderEnd(Source* source, uint64_t offset,
                       const std::vector<std::string>& boundaries) {
  LineCursor lines(source, offset, LookFor(boundaries));
  while (lines.Next()) {
    if (lines.text().empty()) break;
    if (ReadBoundary(lines.text(), boundaries) != Boundary::kNone)
      return lines.begin();
  }
  return lines.next();
}

BoundaryLine FindBoundary(Source* source, uint64_t offset,
                          const std::vector<std::string>& boundaries) {
  LineCursor lines(source, offset, LookFor(boundaries));
  while (lines.Next()) {
    const Boundary found = ReadBoundary(lines.text(), boundaries);
    if (found != Boundary::kNone)
      return {lines.begin(), lines.next(), found == Boundary::kFinal};
  }
  return {lines.next(), lines.next(), true};
}

uint64_t TrimLineEnd(Source* source, uint64_t begin, uint64_t end) {
  char last[2];
  if (end > begin && ReadAt(*source, end - 1, last, 1) == 1 && last[0] == '\n')
    --end;
  else
    return end;
  if (end > begin && ReadAt(*source, end - 1, last, 1) == 1 && last[0] == '\r')
    --end;
  return end;
}

bool IsBlank(Source* source, uint64_t begin, uint64_t end) {
  while (begin < end) {
    const std::string_view view = source->View(begin).substr(
        0, static_cast<size_t>(std::min<uint64_t>(end - begin, SIZE_MAX)));
    if (view.empty()) return true;
    if (view.find_first_not_of(" \t\r\n\f\v") != std::string_view::npos)
      return false;
    begin += view.size();
  }
  return true;
}

}  // namespace sallyport
