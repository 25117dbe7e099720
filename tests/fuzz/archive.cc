// A part and all that lies in it: archives and compressors of every kind that
// content shows, and each opened as what it is not.

#include "unpack/archive.h"

#include <optional>

#include "tests/fuzz/property.h"
#include "tests/fuzz/unpacking.h"
#include "unpack/open.h"

namespace sallyport {

namespace {

constexpr uint32_t kContainers = static_cast<uint32_t>(Container::kKwaj) + 1;

/// As a leaf of a message is opened.
void OpenLeaf(Unpacking* unpacking, Source* source) {
  Part raw;
  std::optional<PartWriter> writer =
      PartWriter::Begin(unpacking, &raw, "leaf", {"a.gz"}, {}, 1);
  if (!writer) return;
  WriteSource(source, &*writer);
  OpenPart(unpacking, source, writer->End());
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view input = fuzz::Text(bytes, size);
  const uint32_t choice = fuzz::Choice(input);
  fuzz::Surroundings surroundings = fuzz::ChooseSurroundings(choice);
  const auto container = static_cast<Container>((choice >> 16) % kContainers);
  const bool as_another = (choice >> 24 & 7) == 0;
  const auto open = [&](Unpacking* unpacking, Source* source) {
    Part raw;
    if (as_another)
      UnpackArchive(unpacking, source, container, &raw);
    else
      OpenLeaf(unpacking, source);
  };
  const RecordLog log = fuzz::Unpacked(input, surroundings, open);
  if ((choice >> 27 & 7) != 0) return 0;
  surroundings.piece = 7;
  fuzz::RequireSame(log, fuzz::Unpacked(input, surroundings, open));
  return 0;
}
