// What GMime's parser is shown of a message, instead of all its bytes.
//
// The parser reads the addresses of From, To and others into lists, by
// recursion where groups stand in groups, and every parameter of a Content-
// field into an object. For each encoded word it looks for an end as far as
// the field goes, in the Subject, too. Nothing here asks it for any but the
// Content- fields, and a crafted field takes all memory, the stack, or hours.
// So the others have another name while the message is parsed, and a Content-
// field is blank past kMaxContentFieldBytes and kMaxContentWords. The parts
// are read from the message itself, where nothing is changed.

#ifndef SALLYPORT_UNPACK_PARSE_MASK_H_
#define SALLYPORT_UNPACK_PARSE_MASK_H_

#include <cstddef>
#include <cstdint>

#include "unpack/source.h"

namespace sallyport {

inline constexpr size_t kMaxContentFieldBytes = 64 * 1024;
/// Beginnings of encoded words.
inline constexpr int kMaxContentWords = 100;

class ParseMask {
 public:
  /// Changes `size` bytes of the message, read at `position`, each piece
  /// behind the one before.
  void Apply(Source* source, uint64_t position, char* bytes, size_t size);

  /// True once a field was cut.
  bool cut() const { return cut_; }

 private:
  void BeginLine(Source* source, uint64_t position, char* line, size_t size);
  void CutContent(char* bytes, size_t size);

  bool line_begins_ = true;
  bool in_content_field_ = false;
  size_t field_bytes_ = 0;
  int words_ = 0;     // that began in the field
  char last_ = '\0';  // byte of the field
  bool cut_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PARSE_MASK_H_
