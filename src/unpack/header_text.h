// Header fields that were cut out of a message, as one text with a line end
// behind each line: which fields there are, and whether one names a type.

#ifndef SALLYPORT_UNPACK_HEADER_TEXT_H_
#define SALLYPORT_UNPACK_HEADER_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

struct HeaderField {
  std::string name;  // lower case
  std::string value;
};

/// The fields, unfolded.
std::vector<HeaderField> FieldsOf(std::string_view header);

/// True if a Content-Type field names a type that begins with `prefix`.
bool HasType(std::string_view header, std::string_view prefix);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_HEADER_TEXT_H_
