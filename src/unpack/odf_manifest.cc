#include "unpack/odf_manifest.h"

#include <algorithm>

#include "unpack/find_word.h"

namespace sallyport {

using namespace std::string_view_literals;

void CheckOdfManifest(Unpacking* unpacking, Source* source, Part* part) {
  constexpr std::string_view kName = "META-INF/manifest.xml";
  constexpr std::string_view kMark = "encryption-data";
  // As an XML parser may find it, in UTF-16 of either order.
  constexpr std::string_view kWide =
      "e\0n\0c\0r\0y\0p\0t\0i\0o\0n\0-\0d\0a\0t\0a"sv;
  if (!part->type.text || part->kind != "member" ||
      std::find(part->names.begin(), part->names.end(), kName) ==
          part->names.end())
    return;
  // One that was too long to be held is not at hand any more.
  if (source->Size() < part->bytes) FlagPart(unpacking, kLimitFlag, part);
  const uint64_t size = source->Size();
  if (FindWord(source, 0, kMark) < size || FindWord(source, 0, kWide) < size)
    FlagPart(unpacking, kEncryptedFlag, part);
}

}  // namespace sallyport
