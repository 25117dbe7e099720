#include "unpack/pdf_predictor.h"

#include <algorithm>
#include <cstdlib>

namespace sallyport {

namespace {

constexpr uint64_t kTiff = 2;
constexpr uint64_t kFirstPng = 10;
constexpr uint64_t kMostRowBytes = 1024 * 1024;

int Paeth(int left, int up, int corner) {
  const int guess = left + up - corner;
  const int by_left = std::abs(guess - left);
  const int by_up = std::abs(guess - up);
  const int by_corner = std::abs(guess - corner);
  if (by_left <= by_up && by_left <= by_corner) return left;
  return by_up <= by_corner ? up : corner;
}

}  // namespace

PdfPredictor::PdfPredictor(const PdfObject& object, const PdfSink& sink)
    : sink_(sink), png_(object.predictor >= kFirstPng) {
  // Whatever is asked for, a row has room in memory.
  const uint64_t bits = std::clamp<uint64_t>(object.bits, 1, 32) *
                        std::clamp<uint64_t>(object.colors, 1, 64);
  const uint64_t columns =
      std::clamp<uint64_t>(object.columns, 1, kMostRowBytes * 8 / bits);
  none_ = !png_ && (object.predictor != kTiff || object.bits != 8);
  sample_bytes_ = static_cast<size_t>((bits + 7) / 8);
  row_bytes_ = static_cast<size_t>((bits * columns + 7) / 8);
  if (!none_) before_.assign(row_bytes_, '\0');
}

bool PdfPredictor::Write(std::string_view bytes) {
  if (none_) return sink_(bytes);
  const size_t whole = row_bytes_ + (png_ ? 1 : 0);
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, whole - row_.size());
    row_ += piece;
    bytes.remove_prefix(piece.size());
    if (row_.size() == whole && !Row()) return false;
  }
  return true;
}

bool PdfPredictor::Finish() { return row_.empty() || Row(); }

bool PdfPredictor::Row() {
  const int kind = png_ ? static_cast<unsigned char>(row_[0]) : 1;
  if (png_) row_.erase(0, 1);
  const auto byte = [](const std::string& row, size_t at) {
    return static_cast<int>(static_cast<unsigned char>(row[at]));
  };
  for (size_t i = 0; i < row_.size(); ++i) {
    const bool first = i < sample_bytes_;
    const int left = first ? 0 : byte(row_, i - sample_bytes_);
    const int up = byte(before_, i);
    const int corner = first ? 0 : byte(before_, i - sample_bytes_);
    int add = 0;
    if (kind == 1) add = left;
    if (kind == 2) add = up;
    if (kind == 3) add = (left + up) / 2;
    if (kind == 4) add = Paeth(left, up, corner);
    row_[i] = static_cast<char>(byte(row_, i) + add);
  }
  const bool more = sink_(row_);
  row_.resize(row_bytes_, '\0');
  before_.swap(row_);
  row_.clear();
  return more;
}

}  // namespace sallyport
