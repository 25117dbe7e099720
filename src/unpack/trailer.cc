#include "unpack/trailer.h"

#include "unpack/open.h"

namespace sallyport {

uint64_t PassPadding(Source* source, uint64_t offset) {
  for (std::string_view view = source->View(offset); !view.empty();
       view = source->View(offset)) {
    const size_t other = view.find_first_not_of('\0');
    if (other != std::string_view::npos) return offset + other;
    offset += view.size();
  }
  return offset;
}

void UnpackTrailer(Unpacking* unpacking, Source* source, uint64_t begin,
                   Part* archive) {
  begin = PassPadding(source, begin);
  if (begin >= source->Size()) return;
  std::optional<PartWriter> writer = PartWriter::Begin(
      unpacking, archive, "trailer", {}, {}, archive->depth + 1);
  if (!writer) return;
  RangeSource range(source, begin, source->Size());
  WriteSource(&range, &*writer);
  OpenPart(unpacking, &range, writer->End());
}

}  // namespace sallyport
