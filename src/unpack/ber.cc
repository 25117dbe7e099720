#include "unpack/ber.h"

#include <algorithm>

namespace sallyport {

namespace {

constexpr uint8_t kLongTag = 0x1F;
constexpr uint8_t kLongLength = 0x80;
constexpr size_t kMostHeadBytes = 16;
// How many pieces apart the places are that one may go back to.
constexpr uint64_t kPlaceEvery = 1024;

}  // namespace

bool ReadBer(Source* source, uint64_t at, uint64_t end, BerElement* element) {
  if (at >= end) return false;
  char head[kMostHeadBytes];
  const size_t have =
      ReadAt(*source, at, head,
             static_cast<size_t>(std::min<uint64_t>(sizeof head, end - at)));
  size_t used = 0;
  const auto next = [&]() {
    return static_cast<unsigned char>(used < have ? head[used++] : 0);
  };
  element->tag = next();
  if ((element->tag & kLongTag) == kLongTag)
    while ((next() & kLongLength) != 0 && used < have) continue;
  if (used >= have) return false;
  const unsigned length = next();
  element->indefinite = length == kLongLength;
  uint64_t bytes = length;
  if (length > kLongLength) {
    const size_t count = length & ~unsigned{kLongLength};
    if (count > sizeof bytes || used + count > have) return false;
    bytes = 0;
    for (size_t i = 0; i < count; ++i) bytes = bytes << 8 | next();
  }
  element->begin = at + used;
  element->cut = !element->indefinite && bytes > end - element->begin;
  element->end = element->indefinite
                     ? end
                     : element->begin + std::min(bytes, end - element->begin);
  return true;
}

uint64_t BerNext(Source* source, const BerElement& element, uint64_t end) {
  if (!element.indefinite) return element.end;
  uint64_t at = element.begin;
  uint64_t open = 1;
  BerElement inner;
  while (open > 0 && ReadBer(source, at, end, &inner)) {
    if (inner.tag == kBerEnd) --open;
    if (inner.indefinite) ++open;
    at = inner.indefinite ? inner.begin : inner.end;
  }
  return open > 0 ? end : at;
}

OctetSource::OctetSource(Source* base, const BerElement& element, uint64_t end)
    : base_(base),
      end_(element.indefinite ? end : element.end),
      indefinite_(element.indefinite) {
  place_.next = element.begin;
  place_.open = element.indefinite ? 1 : 0;
  damaged_ = element.cut;
  if (!element.constructed()) {
    // One piece, and nothing behind it.
    piece_ = element.begin;
    place_.next = element.end;
    place_.offset = element.end - element.begin;
  }
  places_.push_back(place_);
}

/// Goes to the next piece. False at the end.
bool OctetSource::Step() {
  BerElement element;
  while (!complete_) {
    if (++steps_ % kPlaceEvery == 0 && place_.next > places_.back().next)
      places_.push_back(place_);
    if (!ReadBer(base_, place_.next, end_, &element)) {
      complete_ = true;
      damaged_ = damaged_ || place_.open > 0 || place_.next < end_;
    } else if (element.tag == kBerEnd) {
      // The one around all pieces may have a length, and goes on then.
      complete_ = indefinite_ && place_.open <= 1;
      if (place_.open > 0) --place_.open;
      place_.next = element.end;
    } else if (element.constructed()) {
      if (element.indefinite) ++place_.open;
      place_.next = element.begin;
    } else {
      place_.next = element.end;
      damaged_ = damaged_ || element.cut;
      if (element.begin == element.end) continue;
      piece_ = element.begin;
      piece_offset_ = place_.offset;
      place_.offset += element.end - element.begin;
      return true;
    }
  }
  return false;
}

std::string_view OctetSource::View(uint64_t offset) {
  if (offset < piece_offset_) {
    const auto after =
        std::upper_bound(places_.begin(), places_.end(), offset,
                         [](uint64_t wanted, const Place& place) {
                           return wanted < place.offset;
                         });
    place_ = after == places_.begin() ? places_.front() : *std::prev(after);
    piece_offset_ = place_.offset;
    complete_ = false;
  }
  while (offset >= place_.offset)
    if (!Step()) return {};
  const uint64_t skip = offset - piece_offset_;
  const uint64_t left = place_.offset - offset;
  return base_->View(piece_ + skip)
      .substr(0, static_cast<size_t>(std::min<uint64_t>(left, SIZE_MAX)));
}

uint64_t OctetSource::Size() {
  while (Step()) continue;
  return place_.offset;
}

}  // namespace sallyport
