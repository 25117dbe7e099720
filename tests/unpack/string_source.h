// A string as a Source, which hands out pieces of a chosen size: whatever
// reads from it is tried with every way bytes can be cut.

#ifndef SALLYPORT_TESTS_UNPACK_STRING_SOURCE_H_
#define SALLYPORT_TESTS_UNPACK_STRING_SOURCE_H_

#include <string>

#include "unpack/source.h"

namespace sallyport {

class StringSource : public Source {
 public:
  explicit StringSource(std::string bytes, size_t piece = SIZE_MAX)
      : bytes_(std::move(bytes)), piece_(piece) {}

  std::string_view View(uint64_t offset) override {
    ++views;
    if (offset >= bytes_.size()) return {};
    return std::string_view(bytes_).substr(static_cast<size_t>(offset), piece_);
  }
  uint64_t Size() override { return bytes_.size(); }
  bool broken() const override { return false; }

  int views = 0;

 private:
  std::string bytes_;
  size_t piece_;
};

/// All of a source from `offset` on.
inline std::string ReadAll(Source& source, uint64_t offset = 0) {
  std::string all;
  for (std::string_view view = source.View(offset); !view.empty();
       view = source.View(offset + all.size()))
    all += view;
  return all;
}

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_STRING_SOURCE_H_
