#include "unpack/open_recoded.h"

#include "unpack/memory_source.h"
#include "unpack/open.h"

namespace sallyport {

namespace {

bool IsRecoded(const Part& part) {
  return part.kind == kInlineKind || part.kind == kUtf8Kind ||
         part.kind == kReferencesKind;
}

/// As WriteSource, and keeps what was written.
void WriteAndHold(Source* source, PartWriter* writer, MemorySource* held) {
  uint64_t offset = 0;
  for (std::string_view view = source->View(0);
       !view.empty() && writer->Write(view); view = source->View(offset)) {
    held->Append(view);
    offset += view.size();
  }
  if (source->broken()) writer->Flag(kDamagedFlag);
  // What was cut is not held whole.
  if (offset < source->Size()) held->GiveUp();
}

}  // namespace

void OpenRecoded(Unpacking* unpacking, Source* source, PartWriter* writer,
                 const Part& parent, const std::function<bool()>& is_damaged) {
  MemorySource held(IsRecoded(parent) ? unpacking->member_memory : 0);
  if (IsRecoded(parent))
    WriteAndHold(source, writer, &held);
  else
    WriteSource(source, writer);
  if (is_damaged()) writer->Flag(kDamagedFlag);
  Part part = writer->End();
  if (!IsRecoded(parent) || held.overflowed()) {
    OpenPart(unpacking, source, std::move(part));
    return;
  }
  const uint64_t size = held.Size();
  unpacking->member_memory -= size;
  OpenPart(unpacking, &held, std::move(part));
  unpacking->member_memory += size;
}

}  // namespace sallyport
