#include "unpack/compressed_rtf.h"

#include <array>
#include <string>

#include "unpack/little_endian.h"

namespace sallyport {

namespace {

constexpr size_t kHeaderBytes = 16;
constexpr size_t kMarkAt = 8;
constexpr size_t kRingBytes = 4096;
constexpr size_t kOutBytes = 16 * 1024;

/// What the ring begins with, as the specification gives it.
constexpr std::string_view kFirstWords =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman "
    "\\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New "
    "RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

class RtfDecompressor {
 public:
  RtfDecompressor(Source* source, const ByteSink& sink)
      : source_(source), sink_(sink) {
    kFirstWords.copy(ring_.data(), kFirstWords.size());
    at_ = kFirstWords.size();
  }

  bool Run();

 private:
  /// The next byte of the source, or -1.
  int Next();
  void Put(char c);
  bool Flush();

  Source* source_;
  const ByteSink& sink_;
  std::array<char, kRingBytes> ring_{};
  size_t at_ = 0;
  std::string_view window_;
  uint64_t position_ = kHeaderBytes;
  std::string out_;
  bool stopped_ = false;
};

int RtfDecompressor::Next() {
  if (window_.empty()) {
    window_ = source_->View(position_);
    position_ += window_.size();
    if (window_.empty()) return -1;
  }
  const unsigned char byte = static_cast<unsigned char>(window_.front());
  window_.remove_prefix(1);
  return byte;
}

void RtfDecompressor::Put(char c) {
  ring_[at_] = c;
  at_ = (at_ + 1) % kRingBytes;
  out_ += c;
  if (out_.size() >= kOutBytes) Flush();
}

bool RtfDecompressor::Flush() {
  if (!stopped_ && !out_.empty()) stopped_ = !sink_(out_);
  out_.clear();
  return !stopped_;
}

/// A control byte tells of each of the next eight whether it is a byte or two
/// bytes that refer into the ring; a reference to the place being written is
/// the end.
bool RtfDecompressor::Run() {
  while (!stopped_) {
    const int control = Next();
    if (control < 0) break;
    for (int bit = 0; bit < 8 && !stopped_; ++bit) {
      const int first = Next();
      if (first < 0) return Flush() && false;
      if ((control >> bit & 1) == 0) {
        Put(static_cast<char>(first));
        continue;
      }
      const int second = Next();
      if (second < 0) return Flush() && false;
      size_t from = static_cast<size_t>(first << 4 | second >> 4);
      if (from == at_) return Flush() || true;
      for (int left = (second & 0xF) + 2; left > 0; --left) {
        Put(ring_[from]);
        from = (from + 1) % kRingBytes;
      }
    }
  }
  Flush();
  return stopped_;
}

}  // namespace

bool IsCompressedRtf(std::string_view head) {
  return head.size() >= kHeaderBytes && (head.substr(kMarkAt, 4) == "LZFu" ||
                                         head.substr(kMarkAt, 4) == "MELA");
}

bool DecompressRtf(Source* source, const ByteSink& sink) {
  std::array<char, kHeaderBytes> head;
  if (ReadAt(*source, 0, head.data(), head.size()) < head.size()) return false;
  if (std::string_view(head.data(), head.size()).substr(kMarkAt, 4) == "LZFu")
    return RtfDecompressor(source, sink).Run();
  uint64_t offset = kHeaderBytes;
  for (std::string_view view = source->View(offset);
       !view.empty() && sink(view); view = source->View(offset))
    offset += view.size();
  return !source->broken();
}

}  // namespace sallyport
