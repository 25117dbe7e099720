#include "unpack/decoded_source.h"

#include <algorithm>

namespace sallyport {

namespace {

// How far apart checkpoints are: going back costs at most this much.
constexpr uint64_t kCheckpointBytes = 256 * 1024;
// What may be decoded in all: some times the size, and some to begin with.
constexpr uint64_t kWorkFactor = 16;
constexpr uint64_t kWorkBytes = 64 * 1024 * 1024;
// A window is never larger, so that a base in memory is not doubled.
constexpr size_t kMostEncoded = 128 * 1024;

bool IsIdentity(GMimeContentEncoding encoding) {
  return encoding != GMIME_CONTENT_ENCODING_BASE64 &&
         encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

}  // namespace

DecodedSource::DecodedSource(Source* base, uint64_t begin, uint64_t end,
                             GMimeContentEncoding encoding,
                             Base64Reading reading)
    : base_(base),
      begin_(begin),
      end_(std::max(begin, end)),
      encoding_(encoding),
      reading_(reading),
      identity_(IsIdentity(encoding)),
      state_(NewState()),
      encoded_(begin) {
  if (identity_) size_ = end_ - begin_;
}

DecodedSource::State DecodedSource::NewState() const {
  return {Base64Decoder(reading_), {}};
}

size_t DecodedSource::Room(size_t size) const {
  if (encoding_ == GMIME_CONTENT_ENCODING_BASE64)
    return Base64Decoder::Room(size);
  return QuotedPrintableDecoder::Room(size);
}

/// Decodes `in` into the window and says how many bytes it gave.
size_t DecodedSource::Decode(std::string_view in) {
  if (encoding_ == GMIME_CONTENT_ENCODING_BASE64)
    return state_.base64.Step(in.data(), in.size(), window_.get());
  return state_.quoted_printable.Step(in.data(), in.size(), window_.get());
}

/// Takes what is left in the decoder at the end of the encoded bytes. True if
/// that gave a window.
bool DecodedSource::Flush() {
  if (window_ != nullptr) {
    if (encoding_ == GMIME_CONTENT_ENCODING_BASE64) {
      if (state_.base64.cut()) damaged_ = true;
      window_bytes_ = state_.base64.Finish(window_.get());
    } else {
      window_bytes_ = state_.quoted_printable.Finish(window_.get());
    }
    decoded_ += window_bytes_;
    if (window_bytes_ > 0) return true;
  }
  size_ = decoded_;
  return false;
}

/// Decodes the next window. False at the end.
bool DecodedSource::Step() {
  if (encoded_ - begin_ >= (checkpoints_.size() + 1) * kCheckpointBytes)
    checkpoints_.push_back({encoded_, decoded_, state_});
  while (encoded_ < end_) {
    const std::string_view in = base_->View(encoded_).substr(
        0,
        static_cast<size_t>(std::min<uint64_t>(end_ - encoded_, kMostEncoded)));
    if (in.empty()) break;
    work_ += in.size();
    if (work_ > kWorkFactor * (end_ - begin_) + kWorkBytes) {
      broken_ = true;
      return false;
    }
    const size_t room = Room(in.size());
    if (room > window_room_) {
      window_ = std::make_unique_for_overwrite<char[]>(room);
      window_room_ = room;
    }
    window_bytes_ = Decode(in);
    encoded_ += in.size();
    decoded_ += window_bytes_;
    if (window_bytes_ > 0) return true;
  }
  return Flush();
}

/// Takes up decoding again at or before `offset`.
void DecodedSource::StepBack(uint64_t offset) {
  const auto after = std::upper_bound(
      checkpoints_.begin(), checkpoints_.end(), offset,
      [](uint64_t at, const Checkpoint& point) { return at < point.decoded; });
  if (after == checkpoints_.begin()) {
    encoded_ = begin_;
    decoded_ = 0;
    state_ = NewState();
  } else {
    encoded_ = std::prev(after)->encoded;
    decoded_ = std::prev(after)->decoded;
    state_ = std::prev(after)->state;
  }
  window_bytes_ = 0;
}

std::string_view DecodedSource::View(uint64_t offset) {
  if (broken_ || (size_ && offset >= *size_)) return {};
  if (identity_) {
    return base_->View(begin_ + offset)
        .substr(0, static_cast<size_t>(
                       std::min<uint64_t>(*size_ - offset, kMostEncoded)));
  }
  if (offset < decoded_ - window_bytes_) StepBack(offset);
  while (offset >= decoded_)
    if (!Step()) return {};
  const size_t skip = static_cast<size_t>(offset - (decoded_ - window_bytes_));
  return {window_.get() + skip, window_bytes_ - skip};
}

uint64_t DecodedSource::Size() {
  while (!size_ && !broken_) Step();
  return size_.value_or(decoded_);
}

}  // namespace sallyport
