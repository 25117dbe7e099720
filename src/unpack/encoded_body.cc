#include "unpack/encoded_body.h"

#include <algorithm>

#include "unpack/decoded_source.h"
#include "unpack/line_cursor.h"
#include "unpack/open.h"
#include "unpack/transfer_encoding.h"

namespace sallyport {

namespace {

/// How far into base64 a text may stand before it.
constexpr uint64_t kMaxTextBefore = 4096;

/// Types whose content lies elsewhere.
bool IsElsewhere(const std::vector<std::string>& types) {
  return std::any_of(types.begin(), types.end(), [](const std::string& type) {
    return type == "message/partial" || type == "message/external-body";
  });
}

/// Writes one reading. Returns what its base64 was like.
Base64Decoder WriteReading(Unpacking* unpacking, Source* source,
                           const EncodedBody& body, Base64Reading reading,
                           Part* parent, int depth, TextSigns* signs) {
  std::optional<PartWriter> writer = PartWriter::Begin(
      unpacking, parent, body.kind, body.names, body.types, depth);
  if (!writer) return Base64Decoder();
  for (const std::string_view flag : body.flags) writer->Flag(flag);
  if (IsElsewhere(body.types)) writer->Flag(kUnopenedFlag);
  // Uuencoded text is written as it is; what it holds follows as parts.
  const bool uuencoded = body.encoding == GMIME_CONTENT_ENCODING_UUENCODE;
  DecodedSource decoded(
      source, body.begin, body.end,
      uuencoded ? GMIME_CONTENT_ENCODING_BINARY : body.encoding, reading);
  WriteSource(&decoded, &*writer);
  // Text that merely looks like a part is not damaged by how it ends.
  if (decoded.damaged() && body.kind == kLeafKind) writer->Flag(kDamagedFlag);
  const Base64Decoder base64 = decoded.base64();
  Part part = writer->End();
  part.uuencoded = uuencoded;
  part.declared_charsets = body.charsets;
  if (body.known_base64) part.base64 = false;
  if (signs != nullptr &&
      PlainEncoding(body.encoding) == GMIME_CONTENT_ENCODING_BINARY) {
    *signs = {part.base64, part.quoted_printable, part.quotes_mime};
    part.base64 = part.quoted_printable = part.quotes_mime = false;
  }
  OpenPart(unpacking, &decoded, std::move(part));
  return base64;
}

/// Behind the first paragraph, if there is one near the front.
uint64_t BehindText(Source* source, uint64_t begin, uint64_t end) {
  LineCursor lines(source, begin, 2);
  bool text = false;
  while (lines.Next() && lines.begin() < begin + kMaxTextBefore &&
         lines.next() < end) {
    if (!lines.text().empty())
      text = true;
    else if (text)
      return lines.next();
  }
  return end;
}

}  // namespace

void WriteEncodedBody(Unpacking* unpacking, Source* source, EncodedBody body,
                      Part* parent, int depth, TextSigns* signs) {
  const Base64Decoder odd = WriteReading(
      unpacking, source, body, Base64Reading::kCommon, parent, depth, signs);
  if (body.encoding != GMIME_CONTENT_ENCODING_BASE64) return;
  const bool guessed = body.kind == kDecodedKind;
  body.kind = kReadingKind;
  const auto again = [&](Base64Reading reading) {
    WriteReading(unpacking, source, body, reading, parent, depth, nullptr);
  };
  if (odd.inner_padding()) again(Base64Reading::kThroughPadding);
  if (odd.url()) again(Base64Reading::kUrl);
  if (!odd.junk() && !odd.ragged() && !odd.url() && !odd.inner_padding())
    return;
  const uint64_t begin = body.begin;
  body.begin = BehindText(source, begin, body.end);
  if (body.begin < body.end) again(Base64Reading::kCommon);
  body.begin = begin;
  // It may be no base64 at all.
  if (guessed || (!odd.junk() && !odd.inner_padding())) return;
  body.encoding = GMIME_CONTENT_ENCODING_BINARY;
  body.known_base64 = true;
  again(Base64Reading::kCommon);
}

}  // namespace sallyport
