#include "unpack/recoded_source.h"

#include <algorithm>

namespace sallyport {

namespace {

// How far apart checkpoints are: going back costs at most this much.
constexpr uint64_t kCheckpointBytes = 256 * 1024;
// What may be decoded in all: some times the size, and some to begin with.
constexpr uint64_t kWorkFactor = 16;
constexpr uint64_t kWorkBytes = 64 * 1024 * 1024;
// As much is decoded at once: BinHex makes up to 64 times as much of it.
constexpr size_t kStepBytes = 16 * 1024;

}  // namespace

RecodedSource::RecodedSource(Source* base, uint64_t begin, uint64_t end,
                             const Recoder& recoder)
    : base_(base),
      begin_(begin),
      end_(std::max(begin, end)),
      state_(recoder.Clone()),
      encoded_(begin) {
  checkpoints_.push_back({begin_, 0, recoder.Clone()});
}

/// Decodes the next window. False at the end.
bool RecodedSource::Step() {
  window_.clear();
  while (encoded_ < end_ && !state_->ended()) {
    if (encoded_ - begin_ >= checkpoints_.size() * kCheckpointBytes)
      checkpoints_.push_back({encoded_, decoded_, state_->Clone()});
    const std::string_view in = base_->View(encoded_).substr(
        0,
        static_cast<size_t>(std::min<uint64_t>(end_ - encoded_, kStepBytes)));
    if (in.empty()) break;
    work_ += in.size();
    if (work_ > kWorkFactor * (end_ - begin_) + kWorkBytes) {
      broken_ = true;
      return false;
    }
    state_->Take(in, &window_);
    encoded_ += in.size();
    decoded_ += window_.size();
    if (!window_.empty()) return true;
  }
  // The last bytes may come again, after a step back.
  if (!size_ || decoded_ < *size_) {
    state_->Finish(&window_);
    decoded_ += window_.size();
    damaged_ = state_->damaged();
    size_ = decoded_;
  }
  return !window_.empty();
}

/// Takes up decoding again at or before `offset`.
void RecodedSource::StepBack(uint64_t offset) {
  const auto after = std::upper_bound(
      checkpoints_.begin(), checkpoints_.end(), offset,
      [](uint64_t at, const Checkpoint& point) { return at < point.decoded; });
  const Checkpoint& point = *std::prev(after);
  encoded_ = point.encoded;
  decoded_ = point.decoded;
  state_ = point.state->Clone();
  window_.clear();
}

std::string_view RecodedSource::View(uint64_t offset) {
  if (broken_ || (size_ && offset >= *size_)) return {};
  if (offset < decoded_ - window_.size()) StepBack(offset);
  while (offset >= decoded_)
    if (!Step()) return {};
  return std::string_view(window_).substr(
      static_cast<size_t>(offset - (decoded_ - window_.size())));
}

uint64_t RecodedSource::Size() {
  while (!size_ && !broken_) Step();
  return size_.value_or(decoded_);
}

}  // namespace sallyport
