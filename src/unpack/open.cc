#include "unpack/open.h"

#include <algorithm>

#include "unpack/archive.h"
#include "unpack/carried.h"
#include "unpack/decoded_source.h"
#include "unpack/encoded_body.h"
#include "unpack/message.h"
#include "unpack/names.h"
#include "unpack/policy.h"
#include "unpack/readings.h"

namespace sallyport {

namespace {

/// True for what is a message of its own: said to be one, or found to be one
/// in a place where text is not just text that looks like it.
bool IsMessage(const Part& part) {
  const auto declared = [&part](std::string_view prefix) {
    return std::any_of(
        part.declared.begin(), part.declared.end(),
        [prefix](const std::string& type) { return type.starts_with(prefix); });
  };
  for (const std::string_view type :
       {"message/rfc822", "message/rfc2822", "message/global", "message/news"})
    if (declared(type)) return true;
  return part.type.name == "message/rfc822" && !declared("text/");
}

bool IsProgram(const Type& type) {
  return type.name == "application/x-dosexec" ||
         type.name == "application/x-executable" ||
         type.name == "application/x-mach-binary";
}

void OpenArchives(Unpacking* unpacking, Source* source, Part* part) {
  if (part->type.container == Container::kUnopened) return;
  if (part->type.container != Container::kNone) {
    UnpackArchive(unpacking, source, part->type.container, part);
    return;
  }
  if (part->zip_at_end) UnpackArchive(unpacking, source, Container::kZip, part);
  if (!IsProgram(part->type)) return;
  for (const CarriedArchive& carried : FindCarried(source)) {
    RangeSource range(source, carried.offset, source->Size());
    UnpackArchive(unpacking, &range, carried.container, part);
  }
}

/// A uuencoded block of the text `source`. A part that is said to be uuencoded
/// as a whole gives its names and types to what is inside.
void OpenBlock(Unpacking* unpacking, Source* source, const InlineBlock& block,
               Part* text) {
  std::vector<std::string> names;
  AddName(block.name, &names);
  std::vector<std::string> declared;
  if (text->uuencoded) {
    for (const std::string& name : text->names) AddName(name, &names);
    declared = text->declared;
  }
  std::optional<PartWriter> writer =
      PartWriter::Begin(unpacking, text, "inline", std::move(names),
                        std::move(declared), text->depth + 1);
  if (!writer) return;
  DecodedSource decoded(source, block.offset, source->Size(),
                        GMIME_CONTENT_ENCODING_UUENCODE);
  WriteSource(&decoded, &*writer);
  if (decoded.damaged()) writer->Flag(kDamagedFlag);
  OpenPart(unpacking, &decoded, writer->End());
}

/// Text that is in an encoding, or quotes MIME, without being said to.
void OpenText(Unpacking* unpacking, Source* source, Part* text) {
  const auto decode = [&](GMimeContentEncoding encoding) {
    EncodedBody body;
    body.kind = kDecodedKind;
    body.end = source->Size();
    body.encoding = encoding;
    body.names = text->names;
    body.types = text->declared;
    WriteEncodedBody(unpacking, source, std::move(body), text,
                     text->depth + 1);
  };
  if (text->base64) decode(GMIME_CONTENT_ENCODING_BASE64);
  if (text->quoted_printable) decode(GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  const bool multipart = std::any_of(
      text->declared.begin(), text->declared.end(),
      [](const std::string& type) { return type.starts_with("multipart/"); });
  if (text->quotes_mime || multipart) WriteQuotedMime(unpacking, source, text);
}

}  // namespace

bool MayOpen(const Type& type) {
  return type.text || IsProgram(type) ||
         (type.container != Container::kNone &&
          type.container != Container::kUnopened);
}

void OpenPart(Unpacking* unpacking, Source* source, Part part) {
  OpenArchives(unpacking, source, &part);
  if (IsMessage(part))
    UnpackMessage(unpacking, source, &part);
  else
    OpenText(unpacking, source, &part);
  for (const InlineBlock& block : part.blocks)
    OpenBlock(unpacking, source, block, &part);
  if (unpacking->policy != nullptr)
    unpacking->policy->AskPart(part, unpacking->records);
}

}  // namespace sallyport
