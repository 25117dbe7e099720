#include "unpack/embedded.h"

#include <algorithm>

#include "unpack/open.h"

namespace sallyport {

bool OpenEmbedded(Unpacking* unpacking, Source* bytes, Embedded embedded,
                  Part* parent) {
  std::optional<PartWriter> writer = PartWriter::Begin(
      unpacking, parent, embedded.kind, std::move(embedded.names),
      std::move(embedded.declared), parent->depth + 1);
  if (!writer) return false;
  WriteSource(bytes, &*writer);
  OpenPart(unpacking, bytes, writer->End());
  return true;
}

HeldDocument::HeldDocument(Unpacking* unpacking, Source* source, Part* document)
    : unpacking_(unpacking),
      source_(source),
      held_(std::min(unpacking->member_memory, kMaxHeldDocument)) {
  uint64_t offset = 0;
  for (std::string_view view = source->View(0);
       !view.empty() && !held_.overflowed(); view = source->View(offset)) {
    held_.Append(view);
    offset += view.size();
  }
  if (source->broken()) FlagPart(unpacking, kLimitFlag, document);
  if (held_.overflowed()) return;
  source_ = &held_;
  taken_ = held_.Size();
  unpacking_->member_memory -= taken_;
}

HeldPart::HeldPart(Unpacking* unpacking, Embedded embedded, Part* parent)
    : unpacking_(unpacking),
      writer_(PartWriter::Begin(
          unpacking, parent, embedded.kind, std::move(embedded.names),
          std::move(embedded.declared), parent->depth + 1)),
      held_(unpacking->member_memory) {}

bool HeldPart::Write(std::string_view bytes) {
  if (!writer_->Write(bytes)) return false;
  held_.Append(bytes);
  return true;
}

void HeldPart::Open() {
  Part part = writer_->End();
  if (held_.overflowed()) {
    // It cannot be read again; what was in it stays unseen.
    held_.Clear();
    if (MayOpen(part.type) || part.WantsBytes())
      FlagPart(unpacking_, kLimitFlag, &part);
    part.type = Type();
    part.CloseUp();
    part.declared.clear();
  }
  const uint64_t size = held_.Size();
  unpacking_->member_memory -= size;
  OpenPart(unpacking_, &held_, std::move(part));
  unpacking_->member_memory += size;
}

}  // namespace sallyport
