// Finds what the logs tell of one message.

#ifndef SALLYPORT_ADMIN_LOG_SEARCH_H_
#define SALLYPORT_ADMIN_LOG_SEARCH_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport {

/// A line by the names of its columns, fields still escaped.
using LogRow = std::map<std::string, std::string>;

/// The lines with `id` in the log `name` below the directory `log` and in
/// what was rotated away from it (NAME.1, NAME-20261121, ...; compressed ones
/// aside), oldest first. Two of `columns` are "time" and "id"; lines that do
/// not have them all are passed over.
Result<std::vector<LogRow>> FindInLog(int log, const std::string& name,
                                      std::string_view columns,
                                      std::string_view id);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_LOG_SEARCH_H_
