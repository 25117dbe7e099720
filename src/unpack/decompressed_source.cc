#include "unpack/decompressed_source.h"

#include <algorithm>
#include <string>

#include "unpack/trailer.h"

namespace sallyport {

namespace {

// So much of a stream tells what it is.
constexpr size_t kMagicBytes = 18;
// What may be decoded in all: some times the size, and some to begin with.
constexpr uint64_t kWorkFactor = 4;
constexpr uint64_t kWorkBytes = 64 * 1024 * 1024;

}  // namespace

DecompressedSource::DecompressedSource(Source* base, Container container)
    : base_(base),
      container_(container),
      decoder_(NewStreamDecoder(container)),
      reader_(base, decoder_.get()) {
  reader_.Begin(0);
}

void DecompressedSource::BeginAnew() {
  reader_.Begin(0);
  next_ = 0;
  window_ = {};
  decoded_ = 0;
}

/// Decodes the next window, of the next stream if one ended. False at the end.
bool DecompressedSource::Step() {
  while (true) {
    window_ = reader_.Next();
    decoded_ += window_.size();
    work_ += window_.size();
    furthest_ = std::max(furthest_, decoded_);
    if (work_ / kWorkFactor > furthest_ + kWorkBytes) {
      broken_ = true;
      return false;
    }
    if (!window_.empty()) return true;
    if (reader_.state() != DecodeState::kEnd) break;
    next_ = PassPadding(base_, reader_.position());
    const std::string front = BytesAt(*base_, next_, kMagicBytes);
    if (DetectType(front).container != container_) break;
    reader_.Begin(next_);
  }
  size_ = decoded_;
  return false;
}

std::string_view DecompressedSource::View(uint64_t offset) {
  if (broken_ || (size_ && offset >= *size_)) return {};
  if (offset < decoded_ - window_.size()) BeginAnew();
  while (offset >= decoded_)
    if (!Step()) return {};
  return window_.substr(
      static_cast<size_t>(offset - (decoded_ - window_.size())));
}

uint64_t DecompressedSource::Size() {
  while (!size_ && !broken_) Step();
  return size_.value_or(decoded_);
}

}  // namespace sallyport
