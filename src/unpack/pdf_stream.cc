#include "unpack/pdf_stream.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "unpack/find_word.h"
#include "unpack/memory_source.h"
#include "unpack/metered_source.h"
#include "unpack/recoded_source.h"

namespace sallyport {

namespace {

// What is decrypted, or not, before all else.
constexpr std::string_view kCrypt = "Crypt";
constexpr size_t kMaxFilters = 8;
// One filter's bytes for the next have this part of the memory that is left.
constexpr uint64_t kStepShare = 4;

}  // namespace

/// Where a stream that tells no end of its own ends: where its length says,
/// if the word that ends it is there, else at that word.
uint64_t PdfStreams::End(const PdfObject& object) {
  constexpr std::string_view kEnd = "endstream";
  const uint64_t size = source_->Size();
  const uint64_t begin = *object.stream;
  if (object.length && *object.length <= size - begin) {
    const uint64_t end = begin + *object.length;
    char word[kEnd.size() + 2];
    const std::string_view behind(word,
                                  ReadAt(*source_, end, word, sizeof word));
    if (behind.find(kEnd) != std::string_view::npos) return end;
  }
  const uint64_t end = FindWord(source_, begin, kEnd);
  work_->Take(end - begin);
  return end;
}

PdfDecoding PdfStreams::Decode(const PdfObject& object, const PdfSink& sink) {
  const std::vector<std::string>& filters = object.filters;
  const std::unique_ptr<Recoder> decryption =
      cipher_ == nullptr ? nullptr : cipher_->ForStream(object);
  const bool packed = !filters.empty() && filters.back() != kCrypt;
  // Where a filter does not, the length tells the end.
  const bool tells_end = packed && decryption == nullptr;
  RangeSource raw(source_, *object.stream,
                  tells_end ? source_->Size() : End(object));
  // What a filter passes over may be within the reach of each stream before.
  MeteredSource metered(
      &raw, [this](uint64_t bytes) { return work_->Take(bytes); });
  Source* source = &metered;
  std::optional<RecodedSource> decrypted;
  if (decryption != nullptr)
    source = &decrypted.emplace(&metered, 0, raw.Size(), *decryption);
  std::vector<std::unique_ptr<MemorySource>> steps;
  PdfDecoding whole = PdfDecoding::kWhole;
  for (size_t i = 0; i + 1 < filters.size(); ++i) {
    if (i >= kMaxFilters) return PdfDecoding::kUnknown;
    steps.push_back(
        std::make_unique<MemorySource>(unpacking_->member_memory / kStepShare));
    MemorySource* step = steps.back().get();
    const PdfDecoding decoding = DecodePdfFilter(
        filters[i], object, source, [this, step](std::string_view bytes) {
          step->Append(bytes);
          return work_->Take(bytes.size()) && !step->overflowed();
        });
    if (decoding == PdfDecoding::kUnknown && filters[i] == kCrypt) continue;
    if (decoding == PdfDecoding::kUnknown) return decoding;
    if (step->overflowed()) FlagPart(unpacking_, kLimitFlag, document_);
    if (decoding == PdfDecoding::kDamaged) whole = decoding;
    source = step;
    // Two steps are needed at a time.
    if (steps.size() > 2) steps.erase(steps.begin());
  }
  const PdfDecoding last =
      packed ? DecodePdfFilter(filters.back(), object, source, sink)
             : PdfDecoding::kUnknown;
  if (last != PdfDecoding::kUnknown) return std::max(last, whole);
  uint64_t offset = 0;
  for (std::string_view view = source->View(0); !view.empty() && sink(view);
       view = source->View(offset))
    offset += view.size();
  return packed ? last : whole;
}

}  // namespace sallyport
