#include "unpack/cr_source.h"

namespace sallyport {

namespace {

constexpr size_t kWindowBytes = 64 * 1024;

}  // namespace

std::string_view CrSource::View(uint64_t offset) {
  if (offset >= window_offset_ && offset - window_offset_ < window_.size())
    return std::string_view(window_).substr(
        static_cast<size_t>(offset - window_offset_));
  const std::string_view view = base_->View(offset).substr(0, kWindowBytes);
  if (view.find('\r') == std::string_view::npos) return view;
  window_ = view;
  window_offset_ = offset;
  enum { kOther, kNewline, kReturns } behind = kOther;
  if (window_.back() == '\r' &&
      base_->View(offset + window_.size()).starts_with('\n'))
    behind = kNewline;
  for (size_t at = window_.size(); at-- > 0;) {
    char& c = window_[at];
    if (c != '\r') {
      behind = c == '\n' ? kNewline : kOther;
    } else if (behind == kOther) {
      c = '\n';
    } else {
      if (behind == kReturns) c = ' ';
      behind = kReturns;
    }
  }
  return window_;
}

}  // namespace sallyport
