// Watches the bytes of a part go by for the marks of archives behind
// something else: self-extracting programs, pictures with a zip at their end.
// Nothing is kept but where a mark stands.

#ifndef SALLYPORT_UNPACK_MARK_SCANNER_H_
#define SALLYPORT_UNPACK_MARK_SCANNER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

/// More marks than this in one part are not looked at.
inline constexpr size_t kMaxMarks = 200;
/// An archive begins at most this far before the first byte that shows it.
inline constexpr size_t kMarkLookBack = 512;

class MarkScanner {
 public:
  /// The bytes, in pieces of any size.
  void Feed(std::string_view bytes);
  /// To be called at the end of the bytes.
  void Finish();

  /// Where archives may begin. Of zips only the first: whoever opens that
  /// sees the others.
  const std::vector<uint64_t>& marks() const { return marks_; }
  bool overflowed() const { return overflowed_; }

 private:
  void Search(std::string_view bytes, uint64_t offset);
  void Try(std::string_view window, uint64_t offset);

  uint64_t offset_ = 0;  // of the next byte fed
  std::string joint_;    // the last bytes fed, for what is cut by a piece's end
  std::vector<uint64_t> marks_;
  bool zip_ = false;
  bool overflowed_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_MARK_SCANNER_H_
