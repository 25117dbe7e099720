#include "unpack/pdf_scan.h"

#include <algorithm>

namespace sallyport {

namespace {

constexpr size_t kWindowBytes = 64 * 1024;
// Two numbers, blanks, a word and some comment have room in it.
constexpr size_t kOverlap = 4096;
constexpr std::string_view kObject = "obj";
constexpr std::string_view kTrailer = "trailer";

bool IsBlank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' ||
         c == '\0';
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

/// Takes blanks, and comments that end lines, from the end of `text`. False
/// if a comment may begin before it.
bool TakeBlanks(std::string_view* text) {
  while (true) {
    bool line_end = false;
    for (; !text->empty() && IsBlank(text->back()); text->remove_suffix(1))
      line_end = line_end || IsLineEnd(text->back());
    if (!line_end || text->empty()) return true;
    const size_t before = text->find_last_of("\n\r");
    const size_t line = before == std::string_view::npos ? 0 : before + 1;
    const size_t comment = text->find('%', line);
    if (comment == std::string_view::npos) return line > 0;
    *text = text->substr(0, comment);
  }
}

/// Takes a number from the end of `text`.
bool TakeNumber(std::string_view* text, uint64_t* number) {
  uint64_t unit = 1;
  *number = 0;
  bool any = false;
  while (!text->empty() && IsDigit(text->back())) {
    if (unit <= 10000000000) {
      *number += static_cast<uint64_t>(text->back() - '0') * unit;
      unit *= 10;
    }
    text->remove_suffix(1);
    any = true;
  }
  return any;
}

/// True if `before` ends in two numbers, blanks and comments. If one of those
/// is so long that the first number cannot be seen, that is not known.
bool IsHead(std::string_view before, uint64_t* number, uint64_t* generation) {
  if (before.empty() || (!IsBlank(before.back()) && !IsDigit(before.back())))
    return false;
  const bool cut = before.size() > kOverlap;
  if (cut) before = before.substr(before.size() - kOverlap);
  bool seen = TakeBlanks(&before);
  if (TakeNumber(&before, generation)) {
    const size_t size = before.size();
    seen = TakeBlanks(&before);
    if (before.size() < size && TakeNumber(&before, number)) return true;
  }
  if (seen || !cut) return false;
  *number = kNoPdfObject;
  return true;
}

}  // namespace

/// Keeps the end of the window before further bytes.
bool PdfScan::Refill() {
  const size_t keep = std::min(window_.size(), kOverlap);
  const size_t dropped = window_.size() - keep;
  window_.erase(0, dropped);
  window_offset_ += dropped;
  at_ -= std::min(at_, dropped);
  window_.resize(keep + kWindowBytes);
  const size_t got = ReadAt(*source_, window_offset_ + keep,
                            window_.data() + keep, kWindowBytes);
  window_.resize(keep + got);
  object_ = kUnknown;
  trailer_ = kUnknown;
  return got > 0;
}

/// Looks for the next `word`, if it is not known where that is: one that is
/// far away, or nowhere, is not looked for again behind each of the other.
void PdfScan::Seek(std::string_view word, size_t* place) const {
  if (*place == kUnknown || *place < at_) *place = window_.find(word, at_);
}

bool PdfScan::Next(PdfPlace* place) {
  while (true) {
    const std::string_view window(window_);
    Seek(kObject, &object_);
    Seek(kTrailer, &trailer_);
    const size_t found = std::min(object_, trailer_);
    if (found == std::string_view::npos) {
      // A word may be cut by the window's end.
      at_ = std::max(
          at_, window_.size() - std::min(window_.size(), kTrailer.size() - 1));
      if (!Refill()) return false;
      continue;
    }
    place->trailer = found == trailer_;
    at_ = found + (place->trailer ? kTrailer.size() : kObject.size());
    place->begin = window_offset_ + at_;
    if (place->trailer) return true;
    if (IsHead(window.substr(0, object_), &place->number, &place->generation))
      return true;
  }
}

}  // namespace sallyport
