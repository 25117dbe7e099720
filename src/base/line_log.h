// A tab-delimited log whose first line names its columns. One line is one
// write(2) with O_APPEND, so lines of many processes never mix. On a full
// disk such a write can come up short; the next writer sees that the file
// does not end in a newline and ends the broken line first.

#ifndef SALLYPORT_BASE_LINE_LOG_H_
#define SALLYPORT_BASE_LINE_LOG_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport {

/// Appends `line` (without its newline, fields already escaped) to
/// `directory`/`name`; a missing log is made with `columns` as its first
/// line. Mode 0640.
Status AppendLine(int directory, const std::string& name,
                  std::string_view columns, std::string_view line);

}  // namespace sallyport

#endif  // SALLYPORT_BASE_LINE_LOG_H_
