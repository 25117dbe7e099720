// The header fields of a raw message, one after the other, unfolded. Read from
// the bytes and not from GMime's tree, which cuts a value at a NUL and drops
// what it finds malformed.

#ifndef SALLYPORT_UNPACK_HEADER_FIELDS_H_
#define SALLYPORT_UNPACK_HEADER_FIELDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "unpack/line_cursor.h"
#include "unpack/source.h"

namespace sallyport {

/// A longer field is cut, and cut() tells.
inline constexpr size_t kMaxFieldBytes = 1024 * 1024;

class HeaderFields {
 public:
  explicit HeaderFields(Source* message);

  /// Goes to the next field; false at the end of the header.
  bool Next();
  /// Lower case.
  const std::string& name() const { return name_; }
  /// Without line ends, and without blanks at both ends.
  const std::string& value() const { return value_; }
  /// The value with RFC 2047 words decoded, in UTF-8; of a very long one what
  /// is not ASCII stays as it is.
  std::string DecodedValue() const;
  /// The value as it is, and with its words decoded as GMime does and as
  /// others do, who know charsets that it does not. Each reading once.
  std::vector<std::string> Readings() const;
  bool cut() const { return cut_; }

 private:
  LineCursor lines_;
  bool have_line_;
  std::string name_;
  std::string value_;
  bool cut_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_HEADER_FIELDS_H_
