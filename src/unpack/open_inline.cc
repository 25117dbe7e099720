#include "unpack/open_inline.h"

#include <algorithm>

#include "unpack/binhex.h"
#include "unpack/data_uri.h"
#include "unpack/download_name.h"
#include "unpack/here_document.h"
#include "unpack/lenient_base64.h"
#include "unpack/names.h"
#include "unpack/open_recoded.h"
#include "unpack/uuencode.h"
#include "unpack/yenc.h"

namespace sallyport {

namespace {

struct Labels {
  std::vector<std::string> names;
  std::vector<std::string> declared;
};

/// A part that is said to be uuencoded as a whole gives its names and types to
/// what is inside.
Labels LabelsOf(std::string_view name, const Part& text) {
  Labels labels;
  AddName(name, &labels.names);
  if (text.uuencoded) {
    for (const std::string& own : text.names) AddName(own, &labels.names);
    labels.declared = text.declared;
  }
  return labels;
}

/// Whether a source was damaged, of those that can tell at their end.
template <typename Decoded>
bool IsDamaged([[maybe_unused]] const Decoded& source) {
  if constexpr (requires { source.damaged(); })
    return source.damaged();
  else
    return false;
}

/// Writes `source` as a part below `text` and opens it.
template <typename Decoded>
void OpenDecoded(Unpacking* unpacking, Decoded* source, Labels labels,
                 bool damaged, Part* text) {
  std::optional<PartWriter> writer =
      PartWriter::Begin(unpacking, text, kInlineKind, std::move(labels.names),
                        std::move(labels.declared), text->depth + 1);
  if (!writer) return;
  OpenRecoded(unpacking, source, &*writer, *text,
              [source, damaged] { return damaged || IsDamaged(*source); });
}

/// Both forks, and what may lie behind what the header tells of.
void OpenBinHex(Unpacking* unpacking, Source* source, const InlineBlock& block,
                Part* text) {
  RecodedSource decoded(source, block.offset,
                        std::min(block.end, source->Size()), BinHexRecoder());
  const std::optional<BinHexFile> file = ReadBinHexHeader(&decoded);
  if (!file) {
    OpenDecoded(unpacking, &decoded, LabelsOf({}, *text), true, text);
    return;
  }
  const uint64_t size = decoded.Size();
  const auto fork = [&](uint64_t begin, uint64_t bytes, bool damaged) {
    const uint64_t end = std::min(size, begin + bytes);
    if (begin >= end) return;
    damaged = damaged || end < begin + bytes || decoded.damaged();
    RangeSource range(&decoded, begin, end);
    OpenDecoded(unpacking, &range, LabelsOf(file->name, *text), damaged, text);
  };
  fork(file->data, file->data_bytes,
       !BinHexSumFits(&decoded, file->data, file->data + file->data_bytes));
  fork(file->resource, file->resource_bytes,
       !BinHexSumFits(&decoded, file->resource,
                      file->resource + file->resource_bytes));
  if (file->data_bytes == 0 && file->resource_bytes == 0) {
    // Of an empty file nothing is left but its name.
    RangeSource none(&decoded, size, size);
    OpenDecoded(unpacking, &none, LabelsOf(file->name, *text), false, text);
  }
  fork(file->end, size - std::min(size, file->end), true);
}

std::unique_ptr<Recoder> RecoderFor(const InlineBlock& block) {
  using Stops = LenientBase64::Stops;
  switch (block.kind) {
    case InlineKind::kUuencode:
      return std::make_unique<UuencodeRecoder>();
    case InlineKind::kBase64:
      return std::make_unique<LenientBase64>(Stops::kAtEqualsLine);
    case InlineKind::kYenc:
      return std::make_unique<YencRecoder>();
    case InlineKind::kHereDocument:
      return std::make_unique<PrefixRecoder>(block.detail);
    case InlineKind::kPercentUri:
      return std::make_unique<PercentRecoder>();
    default:
      return std::make_unique<LenientBase64>(Stops::kNever);
  }
}

void OpenBlock(Unpacking* unpacking, Source* source, const InlineBlock& block,
               Part* text) {
  if (block.kind == InlineKind::kBinHex) {
    OpenBinHex(unpacking, source, block, text);
    return;
  }
  Labels labels = LabelsOf(block.name, *text);
  if (!AddDownloadNames(source, block, &labels.names))
    FlagPart(unpacking, kLimitFlag, text);
  const bool uri = block.kind == InlineKind::kDataUri ||
                   block.kind == InlineKind::kPercentUri;
  if (uri && !block.detail.empty()) labels.declared.push_back(block.detail);
  RecodedSource decoded(source, block.offset,
                        std::min(block.end, source->Size()),
                        *RecoderFor(block));
  OpenDecoded(unpacking, &decoded, std::move(labels), false, text);
}

}  // namespace

void OpenInlineBlocks(Unpacking* unpacking, Source* source, Part* text) {
  for (const InlineBlock& block : text->blocks)
    OpenBlock(unpacking, source, block, text);
}

}  // namespace sallyport
