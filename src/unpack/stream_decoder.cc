#include "unpack/stream_decoder.h"

namespace sallyport {

namespace {

constexpr size_t kWindowBytes = 64 * 1024;

using MakeDecoder = std::unique_ptr<StreamDecoder> (*)();

MakeDecoder MakerFor(Container container) {
  switch (container) {
    case Container::kGzip:
      return NewGzipDecoder;
    case Container::kBzip2:
      return NewBzip2Decoder;
    case Container::kXz:
      return NewXzDecoder;
    case Container::kLzma:
      return NewLzmaDecoder;
    case Container::kLzip:
      return NewLzipDecoder;
    case Container::kZstd:
      return NewZstdDecoder;
    case Container::kCompress:
      return NewLzwDecoder;
    default:
      return nullptr;
  }
}

}  // namespace

bool HasStreamDecoder(Container container) {
  return MakerFor(container) != nullptr;
}

std::unique_ptr<StreamDecoder> NewStreamDecoder(Container container) {
  const MakeDecoder make = MakerFor(container);
  return make == nullptr ? nullptr : make();
}

StreamReader::StreamReader(Source* source, StreamDecoder* decoder)
    : source_(source),
      decoder_(decoder),
      window_(std::make_unique_for_overwrite<char[]>(kWindowBytes)) {}

void StreamReader::Begin(uint64_t position) {
  position_ = position;
  state_ = decoder_->Restart() ? DecodeState::kMore : DecodeState::kLimit;
}

std::string_view StreamReader::Next() {
  while (state_ == DecodeState::kMore) {
    const std::string_view view = source_->View(position_);
    std::string_view in = view;
    size_t written = 0;
    state_ = decoder_->Step(&in, window_.get(), kWindowBytes, &written);
    const size_t read = view.size() - in.size();
    position_ += read;
    if (state_ == DecodeState::kMore && read == 0 && written == 0) {
      const bool whole = view.empty() && !source_->broken();
      state_ = whole && decoder_->MayEndHere() ? DecodeState::kEnd
                                               : DecodeState::kDamaged;
      if (source_->broken()) state_ = DecodeState::kLimit;
    }
    if (written > 0) return {window_.get(), written};
  }
  return {};
}

}  // namespace sallyport
