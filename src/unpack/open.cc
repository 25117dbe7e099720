#include "unpack/open.h"

#include <algorithm>

#include "unpack/archive.h"
#include "unpack/card_values.h"
#include "unpack/carried.h"
#include "unpack/document.h"
#include "unpack/message.h"
#include "unpack/odf_manifest.h"
#include "unpack/open_inline.h"
#include "unpack/policy.h"
#include "unpack/text_readings.h"
#include "unpack/trailer.h"
#include "unpack/unsaid.h"
#include "unpack/zip_archive.h"

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

/// A document's own files may be archives, which end inside it and lie
/// scattered: that one of those cannot be read is no news.
void OpenCarriedInDocument(Unpacking* unpacking, Source* source,
                           Part* document) {
  Part known = *document;
  known.flags.emplace_back(kUnopenedFlag);
  known.flags.emplace_back(kDamagedFlag);
  OpenCarried(unpacking, source, &known);
  if (known.Has(kLimitFlag) && !document->Has(kLimitFlag))
    document->flags.emplace_back(kLimitFlag);
}

/// The archive, what stands behind it, and the zip that it may be, too.
void OpenArchive(Unpacking* unpacking, Source* source, Part* part) {
  const uint64_t end =
      UnpackArchive(unpacking, source, part->type.container, part);
  if (SeesBehind(part->type.container)) return;
  const std::optional<uint64_t> zip = ZipAtEnd(source);
  const bool trailer =
      end != 0 && UnpackTrailer(unpacking, source, end, part);
  if (zip && (!trailer || *zip < end)) UnpackZip(unpacking, source, 0, part);
}

void OpenArchives(Unpacking* unpacking, Source* source, Part* part) {
  if (part->type.container == Container::kUnopened) return;
  const bool archive = part->type.container != Container::kNone;
  if (!archive && part->marks.empty()) return;
  if (EndsDisk(source)) FlagPart(unpacking, kUnopenedFlag, part);
  if (archive) {
    OpenArchive(unpacking, source, part);
    return;
  }
  if (IsDocument(part->type))
    OpenCarriedInDocument(unpacking, source, part);
  else
    OpenCarried(unpacking, source, part);
}

}  // namespace

bool MayOpen(const Type& type) {
  return type.text || IsDocument(type) || type.pdf ||
         (type.container != Container::kNone &&
          type.container != Container::kUnopened);
}

bool IsFileByContent(const Type& type) {
  if (type.container == Container::kLzma) return false;
  return type.text ? type.name != "text/plain"
                   : MayOpen(type) || IsProgram(type);
}

void OpenPart(Unpacking* unpacking, Source* source, Part part) {
  OpenArchives(unpacking, source, &part);
  OpenDocument(unpacking, source, &part);
  CheckOdfManifest(unpacking, source, &part);
  if (IsMessage(part))
    UnpackMessage(unpacking, source, &part);
  else
    OpenUnsaid(unpacking, source, &part);
  OpenCardValues(unpacking, source, &part);
  OpenInlineBlocks(unpacking, source, &part);
  OpenTextReadings(unpacking, source, &part);
  if (unpacking->policy != nullptr)
    unpacking->policy->AskPart(part, unpacking->records);
}

}  // namespace sallyport
