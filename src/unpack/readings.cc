#include "unpack/readings.h"

#include <algorithm>

#include "mail/address.h"
#include "unpack/cr_source.h"
#include "unpack/declared.h"
#include "unpack/encoded_body.h"
#include "unpack/gobject.h"
#include "unpack/header_text.h"
#include "unpack/line_cursor.h"
#include "unpack/memory_source.h"
#include "unpack/parse_mask.h"
#include "unpack/transfer_encoding.h"

namespace sallyport {

namespace {

/// A line end before a boundary belongs to the body for some.
constexpr uint64_t kLineEndBytes = 2;

/// Charsets in which ASCII letters are themselves, by their beginnings.
constexpr std::string_view kAsciiCharsets[] = {"ascii", "utf-8", "utf8",
                                               "iso-8859", "windows-125"};

/// A body that is to be written, and its header.
struct Wanted {
  std::string header;
  uint64_t begin = 0;
  uint64_t end = 0;
  GMimeContentEncoding encoding = GMIME_CONTENT_ENCODING_BINARY;
};

/// What a header, kept as text, says of its body.
Declared ReadHeaderText(const std::string& header) {
  std::string text = header + "\n";
  MemorySource whole(text.size());
  whole.Append(text);
  ParseMask mask;
  mask.Apply(&whole, 0, text.data(), text.size());
  const ObjectPtr<GMimeStream> stream(
      g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const ObjectPtr<GMimeParser> parser(
      g_mime_parser_new_with_stream(stream.get()));
  const ObjectPtr<GMimeObject> object(
      g_mime_parser_construct_part(parser.get(), nullptr));
  if (object == nullptr) return Declared();
  Declared declared = ReadDeclared(object.get());
  declared.too_many = declared.too_many || mask.cut();
  return declared;
}

/// Text that reads the same wherever it stands: it is in some part already.
bool IsMereText(std::string_view header) {
  for (const HeaderField& field : FieldsOf(header)) {
    const std::string value = LowerCase(field.value);
    if (value.find("name") != std::string::npos) return false;
    if (field.name == "content-disposition" &&
        value.find("attachment") != std::string::npos)
      return false;
    if (field.name != "content-type") continue;
    if (value.find("text/plain") == std::string::npos) return false;
    const size_t charset = value.find("charset");
    if (charset == std::string::npos) continue;
    if (std::none_of(std::begin(kAsciiCharsets), std::end(kAsciiCharsets),
                     [&](std::string_view name) {
                       return value.find(name, charset) != std::string::npos;
                     }))
      return false;
  }
  return true;
}

class Readings {
 public:
  Readings(Unpacking* unpacking, CoveredBodies* covered, Part* parent)
      : unpacking_(unpacking), covered_(covered), parent_(parent) {}

  /// Finds what is not covered in `source`. True if it has bare returns.
  bool Find(Source* source, EntityScan::Style style);
  void Write(Source* source);

 private:
  bool Consider(Source* source, const Entity& entity);
  bool Want(Source* source, std::string header, uint64_t begin, uint64_t end,
            GMimeContentEncoding encoding);

  Unpacking* unpacking_;
  CoveredBodies* covered_;
  Part* parent_;
  std::vector<Wanted> wanted_;
  size_t header_bytes_ = 0;
  uint64_t multipart_end_ = 0;  // of the encoded one found last
};

/// True if the body is to be written.
bool Readings::Want(Source* source, std::string header, uint64_t begin,
                    uint64_t end, GMimeContentEncoding encoding) {
  if (covered_->Has(begin, end, encoding) || IsBlank(source, begin, end))
    return false;
  if (wanted_.size() >= kMaxReadings ||
      unpacking_->reading_depth >= kMaxReadingDepth ||
      header_bytes_ + header.size() > kMaxReadingsHeaderBytes) {
    FlagPart(unpacking_, kLimitFlag, parent_);
    return false;
  }
  covered_->Add(begin, end, encoding);
  header_bytes_ += header.size();
  wanted_.push_back({std::move(header), begin, end, encoding});
  return true;
}

/// True if a message is written that holds what follows it in its chain.
bool Readings::Consider(Source* source, const Entity& entity) {
  if (entity.cut) FlagPart(unpacking_, kLimitFlag, parent_);
  bool whole = false;
  const auto consider = [&](const std::string& header, uint64_t begin) {
    std::vector<GMimeContentEncoding> encodings;
    for (const HeaderField& field : FieldsOf(header))
      if (field.name == "content-transfer-encoding")
        AddEncodings(field.value, &encodings);
    if (encodings.empty()) encodings = {GMIME_CONTENT_ENCODING_BINARY};
    const bool multipart = HasType(header, "multipart/");
    for (const GMimeContentEncoding encoding : encodings) {
      uint64_t end = entity.end;
      const bool plain = encoding == GMIME_CONTENT_ENCODING_BINARY;
      if (plain && (multipart || IsMereText(header))) continue;
      if (multipart) {
        // Of those that lie in one another the outermost is decoded; what is
        // inside is found there.
        if (begin < multipart_end_) continue;
        end = entity.boundary.empty()
                  ? source->Size()
                  : FindBoundary(source, begin, {entity.boundary}).begin;
        multipart_end_ = end;
      }
      end = std::max(begin, TrimLineEnd(source, begin, end));
      if (Want(source, header, begin, end, encoding) && plain)
        whole = whole || HasType(header, "message/");
    }
  };
  consider(entity.header, entity.body);
  if (entity.early_body != 0)
    consider(entity.header.substr(0, entity.early_header), entity.early_body);
  return whole;
}

bool Readings::Find(Source* source, EntityScan::Style style) {
  EntityScan scan(source, style);
  std::vector<Entity> chain;
  multipart_end_ = 0;
  while (scan.Next(&chain))
    for (const Entity& entity : chain)
      if (Consider(source, entity)) break;
  return scan.bare_returns();
}

void Readings::Write(Source* source) {
  ++unpacking_->reading_depth;
  for (Wanted& wanted : wanted_) {
    Declared declared = ReadHeaderText(wanted.header);
    EncodedBody body;
    body.kind = kReadingKind;
    body.begin = wanted.begin;
    body.end = wanted.end;
    body.encoding = wanted.encoding;
    body.names = std::move(declared.names);
    body.types = std::move(declared.types);
    body.charsets = std::move(declared.charsets);
    if (declared.unknown_charset) body.flags.push_back(kCharsetFlag);
    if (declared.too_many) body.flags.push_back(kLimitFlag);
    WriteEncodedBody(unpacking_, source, std::move(body), parent_,
                     parent_->depth + 1);
  }
  wanted_.clear();
  --unpacking_->reading_depth;
}

}  // namespace

void CoveredBodies::Add(uint64_t begin, uint64_t end,
                        GMimeContentEncoding encoding) {
  bodies_.emplace(begin, PlainEncoding(encoding), end);
}

bool CoveredBodies::Has(uint64_t begin, uint64_t end,
                        GMimeContentEncoding encoding) const {
  const uint64_t least = end - std::min(end, kLineEndBytes);
  const auto at = bodies_.lower_bound({begin, PlainEncoding(encoding), least});
  return at != bodies_.end() && std::get<0>(*at) == begin &&
         std::get<1>(*at) == PlainEncoding(encoding);
}

void WriteReadings(Unpacking* unpacking, Source* source,
                   EntityScan::Style style, CoveredBodies* covered,
                   Part* parent) {
  if (!unpacking->budget->DepthFits(parent->depth + 1)) return;
  if (unpacking->budget->Spent()) {
    FlagPart(unpacking, kLimitFlag, parent);
    return;
  }
  Readings readings(unpacking, covered, parent);
  const bool bare_returns = readings.Find(source, style);
  readings.Write(source);
  if (!bare_returns) return;
  CrSource lines(source);
  readings.Find(&lines, style);
  readings.Write(&lines);
}

void WriteQuotedMime(Unpacking* unpacking, Source* source, Part* text) {
  CoveredBodies covered;
  WriteReadings(unpacking, source, EntityScan::Style::kQuoted, &covered, text);
}

}  // namespace sallyport
