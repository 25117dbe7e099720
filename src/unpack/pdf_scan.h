// Finds the objects of a PDF by their own words ("12 0 obj"), whatever its
// tables of places say: what any of its revisions had is there.

#ifndef SALLYPORT_UNPACK_PDF_SCAN_H_
#define SALLYPORT_UNPACK_PDF_SCAN_H_

#include <cstdint>
#include <string>

#include "unpack/source.h"

namespace sallyport {

/// The number of an object whose own cannot be seen.
inline constexpr uint64_t kNoPdfObject = UINT64_MAX;

struct PdfPlace {
  bool trailer = false;  // not an object, but what stands at a file's end
  uint64_t number = 0;
  uint64_t generation = 0;
  uint64_t begin = 0;  // behind the word
};

class PdfScan {
 public:
  explicit PdfScan(Source* source) : source_(source) {}

  /// The next place at or behind the one before. False at the end.
  bool Next(PdfPlace* place);

 private:
  bool Refill();
  void Seek(std::string_view word, size_t* place) const;

  Source* source_;
  std::string window_;
  uint64_t window_offset_ = 0;
  // In the window.
  static constexpr size_t kUnknown = SIZE_MAX - 1;
  size_t at_ = 0;
  size_t object_ = kUnknown;  // the next of each word, or none (npos)
  size_t trailer_ = kUnknown;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_SCAN_H_
