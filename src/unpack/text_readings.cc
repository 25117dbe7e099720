#include "unpack/text_readings.h"

#include <algorithm>

#include "unpack/charset.h"
#include "unpack/open_recoded.h"
#include "unpack/references.h"

namespace sallyport {

namespace {

bool HoldsAny(Source* source, std::string_view signs) {
  uint64_t offset = 0;
  for (std::string_view view = source->View(0); !view.empty();
       view = source->View(offset)) {
    if (view.find_first_of(signs) != std::string_view::npos) return true;
    offset += view.size();
  }
  return false;
}

/// The charsets that `text` is to be read in, each once.
std::vector<Charset> CharsetsOf(Source* source, const Part& text) {
  char bytes[512];
  const std::string_view head(bytes, ReadAt(*source, 0, bytes, sizeof bytes));
  const Charset wide = WideCharset(head);
  std::vector<Charset> charsets;
  const auto add = [&charsets](Charset charset) {
    if (charset != Charset::kOther &&
        std::find(charsets.begin(), charsets.end(), charset) == charsets.end())
      charsets.push_back(charset);
  };
  add(text.charset);
  for (const Charset declared : text.declared_charsets) {
    // Where a byte order mark or the NULs tell the byte order, they do.
    if (wide != Charset::kOther && IsWide(declared)) {
      add(wide);
    } else if (declared == Charset::kUtf16) {
      add(Charset::kUtf16Be);
      add(Charset::kUtf16Le);
    } else if (declared == Charset::kUtf32) {
      add(Charset::kUtf32Be);
      add(Charset::kUtf32Le);
    } else {
      add(declared);
    }
  }
  return charsets;
}

void OpenReading(Unpacking* unpacking, Source* source, std::string_view kind,
                 const Recoder& recoder, Part* text) {
  std::optional<PartWriter> writer = PartWriter::Begin(
      unpacking, text, kind, {}, text->declared, text->depth + 1);
  if (!writer) return;
  RecodedSource reading(source, 0, source->Size(), recoder);
  OpenRecoded(unpacking, &reading, &*writer, *text,
              [&reading] { return reading.damaged(); });
}

}  // namespace

void OpenTextReadings(Unpacking* unpacking, Source* source, Part* text) {
  if (text->kind != kUtf8Kind &&
      (text->charset != Charset::kOther || !text->declared_charsets.empty())) {
    for (const Charset charset : CharsetsOf(source, *text)) {
      const std::string_view signs = SignsOf(charset);
      if (signs.empty() || HoldsAny(source, signs))
        OpenReading(unpacking, source, kUtf8Kind, *NewCharsetRecoder(charset),
                    text);
    }
  }
  if (text->references)
    OpenReading(unpacking, source, kReferencesKind, ReferenceRecoder(), text);
}

}  // namespace sallyport
