// The words of Avast's scan service (avast-protocol(5)), read exactly: only a
// file whose lines all have [+] is clean.
//
//   220 DAEMON                                        the greeting
//   210 VPS DATA  VPS 22112200  200 VPS OK            to VPS
//   210 SCAN DATA                                     to SCAN PATH
//   SCAN PATH|>member.exe<TAB>[L]0.0<TAB>0 Eicar\ Test
//   SCAN PATH<TAB>[+]0.0
//   SCAN PATH<TAB>[E]0.0<TAB>Error 13 Permission\ denied
//   200 SCAN OK    451 SCAN Engine error 13 permission denied
//   466 License error    501 Syntax error
//
// Blanks and backslashes in a path or a text have a backslash before them.

#ifndef SALLYPORT_SCANNERS_AVASTD_REPLY_H_
#define SALLYPORT_SCANNERS_AVASTD_REPLY_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "scanners/engine_reply.h"

namespace sallyport {

Status CheckAvastGreeting(std::string_view line);
std::string EscapeAvastPath(std::string_view path);

/// True for a line of digits that ends a reply.
bool IsAvastEnd(std::string_view line);
/// The lines to VPS: the engine's name, and its database where it tells that.
Result<std::string> ParseAvastVersion(const EngineLines& lines);
/// The lines to SCAN of `path`, which is escaped.
Result<EngineFindings> ParseAvastScan(const EngineLines& lines,
                                      std::string_view path);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_AVASTD_REPLY_H_
