// A dry run as one JSON document on one line, for programs. Texts that a
// sender or a scanner chose are escaped as in the logs (base/escape.h), but
// what is empty is "".

#ifndef SALLYPORT_ADMIN_SCAN_JSON_H_
#define SALLYPORT_ADMIN_SCAN_JSON_H_

#include <string>

#include "admin/scan_text.h"

namespace sallyport {

std::string ScanAsJson(const ScanSubject& subject);

/// For a file that could not be read.
std::string ScanErrorAsJson(const std::string& file, const std::string& why);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_SCAN_JSON_H_
