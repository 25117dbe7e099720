#include "unpack/onenote.h"

#include <algorithm>
#include <string>
#include <vector>

#include "unpack/embedded.h"
#include "unpack/find_word.h"
#include "unpack/little_endian.h"
#include "unpack/names.h"
#include "unpack/wide_text.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

// A section as it is synchronised has the same first mark, but another format,
// which is not read.
constexpr uint64_t kFormatAt = 48;
constexpr std::string_view kOtherFormat =
    "\x2F\xE9\x8D\x63\xD4\xA6\xC1\x4B\x9A\x36\xB3\xFC\x25\x11\xA5\xB7"sv;
// A file: a mark, its size, 12 bytes, its bytes with some padding, and a mark
// again (2.6.13).
constexpr std::string_view kFileMark =
    "\xE7\x16\xE3\xBD\x65\x26\x11\x45\xA4\xC4\x8D\x4D\x0B\x7A\x9E\xAC"sv;
constexpr std::string_view kFileEnd =
    "\x22\xA7\xFB\x71\x79\x0F\x0B\x4A\xBB\x13\x89\x92\x56\x42\x6B\x24"sv;
constexpr size_t kFileHead = 36;
constexpr size_t kMostPadding = 7;
// A property's number, EmbeddedFileName's; its value follows some way behind
// it, with its length in front ([MS-ONE] 2.2.70).
constexpr std::string_view kNameProperty = "\x9C\x1D\x00\x1C"sv;
constexpr size_t kNameLook = 2048;
constexpr uint32_t kMostWideName = 520;
constexpr int kMostNameProperties = 1000;

/// True for what may be the name of a file, with an extension.
bool IsFileName(std::string_view wide, const std::string& name) {
  return name.find('.') != std::string::npos &&
         2 * name.size() + 2 >= wide.size() &&
         std::none_of(name.begin(), name.end(), [](char c) {
           return static_cast<unsigned char>(c) < ' ';
         });
}

/// Adds what behind a property's number may be its value.
void NoteNames(std::string_view bytes, std::vector<std::string>* names) {
  for (size_t at = 0; at + 4 < bytes.size(); ++at) {
    const uint32_t length = Le32(bytes, at);
    if (length % 2 != 0 || length < 4 || length > kMostWideName ||
        length > bytes.size() - at - 4)
      continue;
    const std::string_view wide = bytes.substr(at + 4, length);
    const std::string name = Utf8OfWide(wide);
    if (IsFileName(wide, name)) AddName(name, names);
  }
}

std::vector<std::string> ReadNames(Unpacking* unpacking, Source* source,
                                   Part* section) {
  std::vector<std::string> names;
  const uint64_t size = source->Size();
  int properties = 0;
  for (uint64_t at = FindWord(source, 0, kNameProperty); at < size;
       at = FindWord(source, at + kNameProperty.size(), kNameProperty)) {
    if (++properties > kMostNameProperties) {
      FlagPart(unpacking, kLimitFlag, section);
      break;
    }
    NoteNames(BytesAt(*source, at + kNameProperty.size(), kNameLook), &names);
  }
  return names;
}

}  // namespace

void UnpackOneNote(Unpacking* unpacking, Source* source, Part* section) {
  if (BytesAt(*source, kFormatAt, kOtherFormat.size()) == kOtherFormat)
    FlagPart(unpacking, kUnopenedFlag, section);
  HeldDocument held(unpacking, source, section);
  source = held.source();
  const uint64_t size = source->Size();
  std::vector<std::string> names;
  bool first = true;
  for (uint64_t at = FindWord(source, 0, kFileMark); at < size;
       at = FindWord(source, at, kFileMark)) {
    const std::string head = BytesAt(*source, at, kFileHead);
    if (head.size() < kFileHead) break;
    if (first) names = ReadNames(unpacking, source, section);
    first = false;
    at += kFileHead;
    const uint64_t bytes = LittleEndian(head, kFileMark.size(), 8);
    const uint64_t end = at + std::min(bytes, size - at);
    if (bytes > size - at) FlagPart(unpacking, kDamagedFlag, section);
    RangeSource file(source, at, end);
    if (!OpenEmbedded(unpacking, &file, {"member", names, {}}, section)) break;
    // Only a size that is true leads to the next.
    const std::string behind =
        BytesAt(*source, end, kFileEnd.size() + kMostPadding);
    if (behind.find(kFileEnd) != std::string::npos) at = end;
  }
}

}  // namespace sallyport
