// The words of Avira's SAVAPI service, read exactly: only 200 and 210 without
// an alert before them are clean.
//
//   100 SAVAPI:4.0                     the greeting
//   100 PRODUCT:12345                  to SET PRODUCT 12345, to GET as well
//   310 a.zip <<< Eicar-Test-Signature ; virus ; Contains code of ...
//   319 OK                             the end of what has alerts
//   200 OK   210 OK                    no alert, not in an archive, in one
//   220, 350, 404 ...                  the end of what was not scanned
//
// On the way 420 tells of an alert that can be repaired, 421 to 423 of Office
// documents and macros, 430 and 499 of other things.

#ifndef SALLYPORT_SCANNERS_SAVAPI_REPLY_H_
#define SALLYPORT_SCANNERS_SAVAPI_REPLY_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "scanners/engine_reply.h"

namespace sallyport {

/// "100 NAME:VALUE".
Result<std::string> ParseSavapiValue(std::string_view line,
                                     std::string_view name);
/// The same, empty where the service does not know that name.
Result<std::string> ParseSavapiVersion(std::string_view line,
                                       std::string_view name);

/// True for what does not announce another line.
bool IsSavapiEnd(std::string_view line);
/// All lines to SCAN.
Result<EngineFindings> ParseSavapiScan(const EngineLines& lines);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_SAVAPI_REPLY_H_
