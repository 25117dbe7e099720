// The unpacker on a whole message: records in order and within the budget,
// and the same however the source cuts its bytes.

#include "unpack/message.h"

#include "tests/fuzz/property.h"
#include "tests/fuzz/unpacking.h"

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view input = fuzz::Text(bytes, size);
  const uint32_t choice = fuzz::Choice(input);
  fuzz::Surroundings surroundings = fuzz::ChooseSurroundings(choice);
  const auto open = [](Unpacking* unpacking, Source* source) {
    Part raw;
    UnpackMessage(unpacking, source, &raw);
  };
  const RecordLog log = fuzz::Unpacked(input, surroundings, open);
  if ((choice >> 16 & 3) != 0) return 0;
  surroundings.piece = 3;
  fuzz::RequireSame(log, fuzz::Unpacked(input, surroundings, open));
  return 0;
}
