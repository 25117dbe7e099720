// Names as they are written in a Content- field, by a reading that takes more
// than GMime's: whatever stands behind "filename=", "name=" or one of their
// RFC 2231 forms counts, however broken the field is around it, and where
// programs end a value at different places, each of them gives a name.

#ifndef SALLYPORT_UNPACK_RAW_NAMES_H_
#define SALLYPORT_UNPACK_RAW_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

/// The values of the parameters `filename` and `name` in a raw field value,
/// as they are written but without quotes: RFC 2231 pieces joined, not
/// decoded. Where programs disagree, all of them; what is behind too many is
/// not read, and `overflowed` is set.
std::vector<std::string> RawNames(std::string_view field,
                                  bool* overflowed = nullptr);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_RAW_NAMES_H_
