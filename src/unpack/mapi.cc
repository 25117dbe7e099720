#include "unpack/mapi.h"

#include <algorithm>
#include <array>

#include "mail/address.h"
#include "mail/part_record.h"
#include "unpack/compressed_rtf.h"
#include "unpack/embedded.h"
#include "unpack/names.h"
#include "unpack/wide_text.h"

namespace sallyport {

namespace {

constexpr uint16_t kBody = 0x1000;
constexpr uint16_t kCompressedRtf = 0x1009;
constexpr uint16_t kHtml = 0x1013;
constexpr uint16_t kDisplayName = 0x3001;
constexpr uint16_t kAttachFilename = 0x3704;
constexpr uint16_t kAttachLongFilename = 0x3707;
constexpr uint16_t kAttachPathname = 0x3708;
constexpr uint16_t kAttachLongPathname = 0x370D;
constexpr uint16_t kAttachMimeTag = 0x370E;
constexpr uint16_t kAttachTransportName = 0x370C;

constexpr std::array kNames = {kDisplayName,        kAttachFilename,
                               kAttachLongFilename, kAttachPathname,
                               kAttachLongPathname, kAttachTransportName};

bool OpenWideText(Unpacking* unpacking, Source* value, Embedded embedded,
                  Part* message) {
  HeldPart text(unpacking, std::move(embedded), message);
  if (!text.begun()) return false;
  WideText decoder;
  std::string out;
  uint64_t offset = 0;
  for (std::string_view view = value->View(0); !view.empty();
       view = value->View(offset)) {
    offset += view.size();
    out.clear();
    decoder.Feed(view, &out);
    if (!text.Write(out)) break;
  }
  text.Open();
  return true;
}

bool OpenCompressedRtf(Unpacking* unpacking, Source* value, Part* message) {
  HeldPart rtf(unpacking, {"body", {}, {"text/rtf"}}, message);
  if (!rtf.begun()) return false;
  if (!DecompressRtf(
          value, [&rtf](std::string_view bytes) { return rtf.Write(bytes); }))
    rtf.Flag(kDamagedFlag);
  rtf.Open();
  return true;
}

}  // namespace

std::string MapiText(Source* value, uint16_t type) {
  std::string bytes = BytesAt(*value, 0, 2 * kMaxNameBytes);
  if (type == kMapiUnicode) return Utf8OfWide(bytes);
  while (bytes.ends_with('\0')) bytes.pop_back();
  return bytes;
}

void NoteMapiAttachment(uint16_t id, uint16_t type, Source* value,
                        std::vector<std::string>* names,
                        std::vector<std::string>* declared) {
  if (type != kMapiString8 && type != kMapiUnicode) return;
  if (id == kAttachMimeTag && declared->size() < kMaxNames)
    declared->push_back(LowerCase(MapiText(value, type)));
  if (std::find(kNames.begin(), kNames.end(), id) != kNames.end())
    AddName(MapiText(value, type), names);
}

bool OpenMapiBody(Unpacking* unpacking, uint16_t id, uint16_t type,
                  Source* value, Part* message) {
  if (value->Size() == 0) return true;
  if (id == kCompressedRtf && type == kMapiBinary)
    return OpenCompressedRtf(unpacking, value, message);
  if (id != kBody && id != kHtml) return true;
  Embedded embedded{"body", {}, {id == kBody ? "text/plain" : "text/html"}};
  if (type == kMapiUnicode)
    return OpenWideText(unpacking, value, std::move(embedded), message);
  if (type != kMapiString8 && type != kMapiBinary) return true;
  return OpenEmbedded(unpacking, value, std::move(embedded), message);
}

}  // namespace sallyport
