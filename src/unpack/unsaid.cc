#include "unpack/unsaid.h"

#include <algorithm>

#include "unpack/encoded_body.h"
#include "unpack/readings.h"

namespace sallyport {

void OpenUnsaid(Unpacking* unpacking, Source* source, Part* text) {
  const auto decode = [&](GMimeContentEncoding encoding) {
    EncodedBody body;
    body.kind = kDecodedKind;
    body.end = source->Size();
    body.encoding = encoding;
    body.names = text->names;
    body.types = text->declared;
    body.charsets = text->declared_charsets;
    WriteEncodedBody(unpacking, source, std::move(body), text, text->depth + 1);
  };
  if (text->base64) decode(GMIME_CONTENT_ENCODING_BASE64);
  if (text->quoted_printable) decode(GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  const bool multipart = std::any_of(
      text->declared.begin(), text->declared.end(),
      [](const std::string& type) { return type.starts_with("multipart/"); });
  if (text->quotes_mime || multipart) WriteQuotedMime(unpacking, source, text);
}

}  // namespace sallyport
