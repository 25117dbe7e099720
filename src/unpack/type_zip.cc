// What a zip holds, by the names in the local headers at its front: the office
// formats, Java and Android programs are all zips.

#include <algorithm>

#include "unpack/little_endian.h"
#include "unpack/type.h"

namespace sallyport {

namespace {

constexpr size_t kLocalHeaderBytes = 30;
constexpr size_t kNameLengthAt = 26;
constexpr size_t kExtraLengthAt = 28;

/// OpenDocument and EPUB store their type, unpacked, as the first member.
std::string_view StoredType(std::string_view head) {
  constexpr std::string_view kMember = "mimetype";
  if (head.size() < kLocalHeaderBytes ||
      Le16(head, kNameLengthAt) != kMember.size() ||
      head.substr(kLocalHeaderBytes, kMember.size()) != kMember)
    return {};
  const size_t data =
      kLocalHeaderBytes + kMember.size() + Le16(head, kExtraLengthAt);
  const std::string_view rest = head.substr(std::min(data, head.size()));
  for (const std::string_view type :
       {"application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.graphics", "application/epub+zip"})
    if (rest.starts_with(type)) return type;
  if (rest.starts_with("application/vnd.oasis.opendocument"))
    return "application/vnd.oasis.opendocument";
  return {};
}

std::string_view TypeByMember(std::string_view name) {
  if (name.starts_with("word/"))
    return "application/vnd.openxmlformats-officedocument"
           ".wordprocessingml.document";
  if (name.starts_with("xl/"))
    return "application/vnd.openxmlformats-officedocument"
           ".spreadsheetml.sheet";
  if (name.starts_with("ppt/"))
    return "application/vnd.openxmlformats-officedocument"
           ".presentationml.presentation";
  if (name == "AndroidManifest.xml")
    return "application/vnd.android.package-archive";
  return {};
}

}  // namespace

Type RefineZip(std::string_view head) {
  const Type plain{"application/zip", Container::kZip};
  const size_t first = head.find("PK\x03\x04");
  if (first == std::string_view::npos) return plain;
  head.remove_prefix(first);
  if (const std::string_view type = StoredType(head); !type.empty())
    return {type, Container::kZip};
  bool open_xml = false;
  bool java = false;
  for (size_t at = 0; at != std::string_view::npos;
       at = head.find("PK\x03\x04", at + 4)) {
    if (head.size() - at < kLocalHeaderBytes) break;
    const std::string_view name =
        head.substr(at + kLocalHeaderBytes, Le16(head, at + kNameLengthAt));
    if (const std::string_view type = TypeByMember(name); !type.empty())
      return {type, Container::kZip};
    if (name == "[Content_Types].xml" || name.starts_with("_rels/"))
      open_xml = true;
    if (name.starts_with("META-INF/")) java = true;
  }
  if (open_xml)
    return {"application/vnd.openxmlformats-officedocument", Container::kZip};
  if (java) return {"application/java-archive", Container::kZip};
  return plain;
}

}  // namespace sallyport
