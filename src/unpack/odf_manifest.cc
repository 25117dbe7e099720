#include "unpack/odf_manifest.h"

#include <algorithm>

#include "unpack/find_word.h"

namespace sallyport {

void CheckOdfManifest(Unpacking* unpacking, Source* source, Part* part) {
  constexpr std::string_view kName = "META-INF/manifest.xml";
  constexpr std::string_view kMark = "encryption-data";
  if (!part->type.text || part->kind != "member" ||
      std::find(part->names.begin(), part->names.end(), kName) ==
          part->names.end())
    return;
  // One that was too long to be held is not at hand any more.
  if (source->Size() < part->bytes) FlagPart(unpacking, kLimitFlag, part);
  if (FindWord(source, 0, kMark) < source->Size())
    FlagPart(unpacking, kEncryptedFlag, part);
}

}  // namespace sallyport
