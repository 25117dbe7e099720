// One unpacking in this process: a source over the input, and a look at all
// records that were written.

#ifndef SALLYPORT_TESTS_FUZZ_UNPACKING_H_
#define SALLYPORT_TESTS_FUZZ_UNPACKING_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tests/unpack/record_log.h"
#include "unpack/limits.h"
#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport::fuzz {

/// Hands out copies, each of which is gone at the next call: whoever keeps a
/// view for longer than a source promises reads freed memory, which the
/// address sanitizer sees.
class FleetingSource : public Source {
 public:
  FleetingSource(std::string_view bytes, size_t piece)
      : bytes_(bytes), piece_(piece) {}

  std::string_view View(uint64_t offset) override;
  uint64_t Size() override { return bytes_.size(); }
  bool broken() const override { return false; }

 private:
  std::string_view bytes_;
  size_t piece_;
  std::unique_ptr<char[]> copy_;
};

/// What of the budget and the source an input does not say.
struct Surroundings {
  Limits limits;
  size_t piece = 4096;
  bool passwords = false;  // of a site, and words of texts, are tried
};
/// By Choice(): mostly wide limits, at times narrow ones.
Surroundings ChooseSurroundings(uint32_t choice);

/// Unpacks, by `open`, from a source over `input`. Requires that the records
/// are what their reader takes, within the budget, with parents before their
/// parts.
RecordLog Unpacked(
    std::string_view input, const Surroundings& surroundings,
    const std::function<void(Unpacking* unpacking, Source* source)>& open);

/// Requires that both logs tell the same. What a library makes of broken bytes
/// may depend on how they are cut: a log with a damaged part is passed over.
void RequireSame(const RecordLog& a, const RecordLog& b);

}  // namespace sallyport::fuzz

#endif  // SALLYPORT_TESTS_FUZZ_UNPACKING_H_
