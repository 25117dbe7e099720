#include "unpack/cms.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "mail/address.h"
#include "unpack/ber.h"
#include "unpack/decoded_source.h"
#include "unpack/embedded.h"
#include "unpack/find_word.h"
#include "unpack/inflate.h"
#include "unpack/names.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kData = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"sv;
constexpr std::string_view kCompressed =
    "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x09"sv;
constexpr size_t kMostOidBytes = 32;
constexpr size_t kHeadLook = 256;
// Elements of one structure that are looked at.
constexpr int kMostChildren = 16;

struct Content {
  std::string type;  // the identifier's octets
  BerElement octets;
  uint64_t end = 0;  // of what may belong to it
};

std::string OidAt(Source* source, const BerElement& element) {
  const uint64_t bytes =
      std::min<uint64_t>(kMostOidBytes, element.end - element.begin);
  return BytesAt(*source, element.begin, static_cast<size_t>(bytes));
}

/// SEQUENCE { identifier, [0] { content } }: of the whole and, inside, of what
/// is encapsulated.
std::optional<Content> ReadContent(Source* source, const BerElement& sequence) {
  Content content;
  BerElement oid;
  BerElement wrapper;
  if (sequence.tag != kBerSequence ||
      !ReadBer(source, sequence.begin, sequence.end, &oid) ||
      oid.tag != kBerOid || oid.indefinite ||
      !ReadBer(source, oid.end, sequence.end, &wrapper) ||
      wrapper.tag != kBerContext0 ||
      !ReadBer(source, wrapper.begin, wrapper.end, &content.octets))
    return std::nullopt;
  content.type = OidAt(source, oid);
  content.end = wrapper.end;
  return content;
}

/// The first of the elements of `structure` that encapsulates a content.
std::optional<Content> FindEncapsulated(Source* source,
                                        const BerElement& structure) {
  BerElement child;
  uint64_t at = structure.begin;
  for (int i = 0; i < kMostChildren; ++i) {
    if (!ReadBer(source, at, structure.end, &child)) break;
    if (std::optional<Content> found = ReadContent(source, child)) return found;
    at = BerNext(source, child, structure.end);
  }
  return std::nullopt;
}

/// "invoice.pdf.p7m" holds "invoice.pdf".
std::vector<std::string> ContentNames(const Part& cms) {
  std::vector<std::string> names;
  for (const std::string& name : cms.names) {
    const size_t dot = name.rfind('.');
    if (dot == std::string::npos || name.find('.') == dot) continue;
    if (BeginsInAnyCase(name.substr(dot), ".p7"))
      AddName(name.substr(0, dot), &names);
  }
  return names;
}

/// True if `head` begins with a field of a header.
bool IsEntity(std::string_view head) {
  const size_t end = head.find_first_not_of(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
  return end != std::string_view::npos && end > 0 && head[end] == ':';
}

Embedded ContentPart(const Part& cms, std::string_view head) {
  Embedded embedded{"content", ContentNames(cms), {}};
  if (IsEntity(head)) embedded.declared.push_back("message/rfc822");
  return embedded;
}

void OpenPlain(Unpacking* unpacking, Source* octets, Part* cms) {
  OpenEmbedded(unpacking, octets,
               ContentPart(*cms, BytesAt(*octets, 0, kHeadLook)), cms);
}

void OpenCompressed(Unpacking* unpacking, Source* octets, Part* cms) {
  std::string head;
  Inflate(octets, 0, [&head](std::string_view bytes) {
    head = bytes.substr(0, kHeadLook);
    return false;
  });
  HeldPart part(unpacking, ContentPart(*cms, head), cms);
  if (!part.begun()) return;
  if (!Inflate(octets, 0,
               [&part](std::string_view bytes) { return part.Write(bytes); }))
    part.Flag(kDamagedFlag);
  part.Open();
}

void OpenContent(Unpacking* unpacking, Source* source, const Content& content,
                 bool compressed, Part* cms) {
  if ((content.octets.tag & ~kBerConstructed) != kBerOctets) {
    // Before CMS the content could be anything; what it is made of is given.
    RangeSource range(source, content.octets.begin, content.octets.end);
    OpenPlain(unpacking, &range, cms);
    return;
  }
  OctetSource octets(source, content.octets, content.end);
  if (compressed)
    OpenCompressed(unpacking, &octets, cms);
  else
    OpenPlain(unpacking, &octets, cms);
  octets.Size();
  if (octets.damaged()) FlagPart(unpacking, kDamagedFlag, cms);
}

}  // namespace

void UnpackCms(Unpacking* unpacking, Source* source, Part* cms) {
  if (cms->type.encrypted) return;
  BerElement whole;
  if (!ReadBer(source, 0, source->Size(), &whole)) return;
  const std::optional<Content> outer = ReadContent(source, whole);
  if (!outer) return;
  if (outer->type == kData) {
    OpenContent(unpacking, source, *outer, false, cms);
    return;
  }
  if (whole.cut) FlagPart(unpacking, kDamagedFlag, cms);
  const std::optional<Content> inner = FindEncapsulated(source, outer->octets);
  if (inner)
    OpenContent(unpacking, source, *inner, outer->type == kCompressed, cms);
}

void UnpackPem(Unpacking* unpacking, Source* source, Part* pem) {
  const std::string lower = LowerCase(BytesAt(*source, 0, kHeadLook));
  const size_t begin = lower.find("-----begin ");
  const size_t line = lower.find('\n', begin);
  if (begin == std::string::npos || line == std::string::npos) return;
  const std::string title = lower.substr(begin, line - begin);
  if (title.find("pkcs") == std::string::npos &&
      title.find("cms") == std::string::npos)
    return;
  // At the line that says so, or with the part.
  const uint64_t end = FindWord(source, line + 1, "-----END");
  DecodedSource decoded(source, line + 1, end, GMIME_CONTENT_ENCODING_BASE64);
  OpenEmbedded(unpacking, &decoded, {"inline", pem->names, {}}, pem);
}

}  // namespace sallyport
