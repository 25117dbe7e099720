// Engines that are asked in lines of text over a socket, each in a dialect of
// its own. What their plugins have in common is here: one of the servers is
// asked about the raw message and every part, and tells all of it or nothing.

#ifndef SALLYPORT_SCANNERS_ENGINE_SCAN_H_
#define SALLYPORT_SCANNERS_ENGINE_SCAN_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scanners/engine_reply.h"
#include "scanners/engine_talk.h"
#include "scanners/scanner.h"

namespace sallyport {

/// A file to be looked at, open for reading and not empty.
struct EngineFile {
  int part = 0;
  std::string path;
  int fd = -1;
  uint64_t size = 0;
};

struct EngineDialect {
  std::string_view line_end = "\r\n";
  /// What is said up to where files can be asked about; tells the engine's
  /// name and versions.
  std::function<Result<std::string>(EngineTalk*)> greet;
  std::function<Result<EngineFindings>(const EngineFile&, EngineTalk*)> look;
  /// Said at the end; no answer is waited for.
  std::string_view goodbye;
};

/// The whole of a plugin's Scan().
Status ScanInDialect(const EngineDialect& dialect, ScannerAnswer* answer);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_ENGINE_SCAN_H_
